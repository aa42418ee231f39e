"""The history: every run found again, looked at, run again, compared, kept or cleared away."""
