"""Ask with SQL: a query over the bundles of any runs, and its answer."""
