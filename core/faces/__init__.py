"""What the integrator offers, by topic: apps, connections, the vault, runs, forms, and the program itself."""
