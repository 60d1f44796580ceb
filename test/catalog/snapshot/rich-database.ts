export const OPTIONS = { clusterWide: false };

export const RICH = `CREATE SCHEMA s;
  CREATE TYPE s.mood AS ENUM ('sad', 'glad');
  CREATE TABLE s.u (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood s.mood DEFAULT 'sad');
  CREATE TABLE s.t (id serial PRIMARY KEY, u bigint REFERENCES s.u, at timestamptz DEFAULT now(), x float8, i interval,
    b bytea, m money, CONSTRAINT k CHECK (at > '2020-01-01'::timestamptz));
  CREATE INDEX ON s.t (lower(x::text)) WHERE i > '1 day';
  CREATE VIEW s.v AS SELECT t.*, u.mood FROM s.t JOIN s.u ON t.u = u.id;
  CREATE FUNCTION s.f(a s.mood DEFAULT 'sad') RETURNS s.mood LANGUAGE sql AS 'SELECT a';
  ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
  CREATE POLICY p ON s.t USING (s.f('glad') = 'glad');
  INSERT INTO s.u (mood) VALUES ('glad'), (NULL);
  INSERT INTO s.t (u, at, x, i, b, m) VALUES (1, '2024-03-31 01:30Z', 0.1::float8 + 0.2, '1 mon 2 days 3:04', '\\xff00', 1.5)`;
