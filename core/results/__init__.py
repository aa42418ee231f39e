"""Questions to the results of a run, answered by a worker process: columns, order, filter, search, levels."""
