-- Backups leave transaction numbers out, since they mean nothing in another database: one that is restored without its
-- own begins beyond every number, and so has its past counted anew.
ALTER TABLE key_use_state ALTER COLUMN next_xid SET DEFAULT '18446744073709551615';
