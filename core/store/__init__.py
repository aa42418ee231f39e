"""All that stays on this machine: database, secrets, bundles. The only home of sqlite3 and keyring."""
