-- Which Trunkline processes use this folder. Each holds a lock on a file of its own while it lives.
CREATE TABLE processes (
    id TEXT PRIMARY KEY
);

-- The keys that secrets are sealed with; the newest is used for new ones. Either the key lies in the system
-- keyring (backend: which one, entry: under which name), or it is here, locked with a passphrase (lock, JSON).
-- probe is a known text sealed with the key: it tells a wrong key from one that was never made.
CREATE TABLE vault_keys (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    backend TEXT,
    entry TEXT,
    lock TEXT,
    probe BLOB NOT NULL,
    CHECK ((backend IS NULL) = (entry IS NULL)),
    CHECK ((entry IS NULL) <> (lock IS NULL))
);

CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    app TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    field_values TEXT NOT NULL,
    address TEXT NOT NULL,
    practice INTEGER NOT NULL,
    verified_at REAL,
    created_at REAL NOT NULL
);

CREATE TABLE secrets (
    connection TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (connection, field)
) WITHOUT ROWID;

-- No reference to connections: the history outlives them.
CREATE TABLE runs (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    app TEXT NOT NULL,
    module TEXT NOT NULL,
    connection TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL,
    status TEXT NOT NULL,
    pages INTEGER NOT NULL,
    bundles INTEGER NOT NULL,
    field_values TEXT NOT NULL,
    problem TEXT,
    process TEXT NOT NULL
);

CREATE INDEX runs_by_time ON runs (started_at);
CREATE INDEX runs_by_module ON runs (app, module, started_at);
CREATE INDEX runs_under_way ON runs (process) WHERE status = 'running';

CREATE TABLE settings (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    document TEXT NOT NULL
);
