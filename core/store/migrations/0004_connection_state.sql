-- Since when a service refuses a connection, and why: title and reason, JSON, never secrets.
ALTER TABLE connections ADD COLUMN failing_since REAL;
ALTER TABLE connections ADD COLUMN failing_why TEXT;
-- Counts the changes to what the service is asked with: what was found out with older values says nothing.
ALTER TABLE connections ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
