"""The bundle viewer: a run's bundles as tree, table and text, and the requests behind them."""
