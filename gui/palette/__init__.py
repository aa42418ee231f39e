"""One line that finds anything: modules, connections, runs, settings and actions."""
