"""Reads the folders that describe apps, and refuses what is wrong, saying where."""
