-- The merges of names that the hours of subjects were counted by: where the directory says otherwise, those concerned are counted anew.
CREATE TABLE baseline_name (
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  merged_into text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, name)
);
