"""Frozen values that everything else speaks in, and how amounts are told. Knows nothing of ours."""
