-- A remark that the service added when the account was verified; empty where it made none.
ALTER TABLE connections ADD COLUMN hint TEXT NOT NULL DEFAULT '';
