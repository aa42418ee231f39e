"""What holds for the whole program, a page for each topic."""
