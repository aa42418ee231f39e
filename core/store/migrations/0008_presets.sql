-- Values of a module's form under a name: never secrets. `folded` is the name without regard to capitals,
-- `connection` the one that choices were made with ("" for none), `account` what that was called. `kinds`: the
-- kind of each field by path, as the module was then.
CREATE TABLE presets (
    id TEXT PRIMARY KEY,
    app TEXT NOT NULL,
    module TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    connection TEXT NOT NULL,
    account TEXT NOT NULL,
    field_values TEXT NOT NULL,
    labels TEXT NOT NULL,
    kinds TEXT NOT NULL,
    saved_at REAL NOT NULL,
    UNIQUE (app, module, folded)
) WITHOUT ROWID;
ALTER TABLE forms ADD COLUMN kinds TEXT NOT NULL DEFAULT '{}';
