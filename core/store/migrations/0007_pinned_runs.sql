-- Runs that a person wants to keep: retention passes them over.
ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
