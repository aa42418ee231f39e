-- Which hosts were contacted, for which connection, through which proxy ('' for none), and how often. No
-- reference to connections: what was contacted stays true when one is deleted. '' is for none in particular.
CREATE TABLE hosts (
    connection TEXT NOT NULL,
    host TEXT NOT NULL,
    proxy TEXT NOT NULL,
    first_at REAL NOT NULL,
    last_at REAL NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (connection, host, proxy)
) WITHOUT ROWID;

-- How hosts are reached: one row for all connections (connection NULL), one for each that has something of
-- its own. Both secrets are sealed.
CREATE TABLE network (
    connection TEXT UNIQUE REFERENCES connections (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    proxy_password BLOB,
    key_passphrase BLOB
);
