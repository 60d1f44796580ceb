/** Tables of every kind that makes a dump hard, and rows in them. */
export const HARD_SCHEMA = `
  CREATE TYPE pair AS (x int, y text);
  CREATE DOMAIN short AS varchar(20);
  CREATE TABLE a (id int PRIMARY KEY, b_id int NOT NULL);
  CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a);
  ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b;
  CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,
    boss bigint REFERENCES person, mentor text REFERENCES person (name), initials text GENERATED ALWAYS AS (left(name, 1)) STORED);
  CREATE TABLE place (country text, code text, title short, at point, PRIMARY KEY (country, code), UNIQUE (title));
  CREATE TABLE visit (person_id bigint NOT NULL REFERENCES person, country text, code text, day date NOT NULL,
    FOREIGN KEY (country, code) REFERENCES place) PARTITION BY RANGE (day);
  CREATE TABLE visit_2025 PARTITION OF visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE visit_2026 PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE loose (n numeric, j json, d jsonb, p pair, f float8, i interval, raw bytea, list text[], t text);
  CREATE TABLE moments (at timestamptz, length interval);
  CREATE TABLE "odd ""name""" ("key col" uuid PRIMARY KEY, "a,b" text);
  CREATE TABLE stamped (id serial PRIMARY KEY, note text, changed_by text);
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed_by := 'trigger'; RETURN NEW; END $$;
  CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION stamp();
  CREATE SEQUENCE free_numbers;
  CREATE TABLE region (code text PRIMARY KEY, name text);
  INSERT INTO region VALUES ('n', 'North'), ('s', 'South'), ('w', 'West');`;

export const HARD_ROWS = `
  BEGIN; ALTER TABLE a ALTER CONSTRAINT a_b DEFERRABLE INITIALLY DEFERRED;
  INSERT INTO a VALUES (1, 10), (2, 20); INSERT INTO b VALUES (10, 2), (20, 1);
  SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE a ALTER CONSTRAINT a_b NOT DEFERRABLE; COMMIT;
  INSERT INTO person (name, boss, mentor) VALUES ('Ada', NULL, NULL), ('Bob', 1, 'Ada'), (E'C\\tD\\\\N', 1, 'Bob'), ('Dee', 3, 'Eve'), ('Eve', 2, 'Dee');
  INSERT INTO place VALUES ('uk', 'lon', 'London', '(1,2)'), ('uk', 'cdf', NULL, NULL), ('fr', 'par', 'Paris', '(3,4)');
  INSERT INTO visit VALUES (2, 'uk', 'lon', '2025-03-01'), (2, 'fr', 'par', '2026-03-01'), (3, NULL, NULL, '2026-04-01'), (3, NULL, NULL, '2026-04-01');
  INSERT INTO loose VALUES (1.0, '{"a": 1}', '{"b": [1, 2]}', '(1,"x y")', '-0', '1 mon', '\\x00ff', '{a,NULL,"b c"}', E'line\\nbreak'),
    (1.00, NULL, NULL, NULL, 'NaN', '30 days', NULL, NULL, ''), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (1.0, NULL, NULL, NULL, 'Infinity', '-1 mon +2 days', NULL, '{}', '\\.');
  INSERT INTO moments VALUES ('2026-07-01 12:00:00.5+02', '1 year 2 mons -3 days 04:05:06'), ('infinity', NULL);
  INSERT INTO "odd ""name""" VALUES ('00000000-0000-4000-8000-000000000001', 'x');
  INSERT INTO stamped (note) VALUES ('one'), ('two');
  ALTER TABLE stamped DISABLE TRIGGER stamp; UPDATE stamped SET changed_by = 'person' WHERE id = 1; ALTER TABLE stamped ENABLE TRIGGER stamp;
  SELECT setval('free_numbers', 77);
  UPDATE region SET name = 'The South' WHERE code = 's'; DELETE FROM region WHERE code = 'w'; INSERT INTO region VALUES ('e', 'East');`;

export const HARD_TABLES = [
  'a',
  'b',
  'person',
  'place',
  'visit',
  'visit_2025',
  'loose',
  'moments',
  '"odd ""name"""',
  'stamped',
];
