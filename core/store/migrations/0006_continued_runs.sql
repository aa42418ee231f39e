-- What is needed to go on with a run that ended before its end. `account` is the label of the account that
-- it began with; null: begun before this was written down. `declared` is a digest of the module as it was.
-- `left_out`: its form held a secret, which is not kept. `in_doubt`: an unsafe write may have been done.
ALTER TABLE runs ADD COLUMN account TEXT;
ALTER TABLE runs ADD COLUMN declared TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN in_doubt INTEGER NOT NULL DEFAULT 0;
