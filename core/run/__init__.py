"""What happens over time: connecting an account, running a module."""
