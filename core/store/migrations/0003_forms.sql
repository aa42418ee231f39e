-- What was filled in last, for each module and connection: never secrets. `labels` are the names of entries
-- chosen from the account's lists, by the place of the field.
CREATE TABLE forms (
    app TEXT NOT NULL,
    module TEXT NOT NULL,
    connection TEXT NOT NULL,
    field_values TEXT NOT NULL,
    labels TEXT NOT NULL,
    used_at REAL NOT NULL,
    PRIMARY KEY (app, module, connection)
) WITHOUT ROWID;
