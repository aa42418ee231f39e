"""Frozen values that everything else speaks in. Knows nothing of ours."""
