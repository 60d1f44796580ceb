/** What another linter warns of, with a form of SQL that its documentation gives for it, and what we say of that. */
export interface OtherRule {
  /** `squawk ban-drop-column` */
  theirs: string;
  /** An up, after tables that are in use already; where it needs more than one file, the last. */
  sql: string;
  /** The rule of ours that finds it, or why none has to. */
  ours: { rule: string } | { reason: string };
}

/** What is there before: made by an earlier migration. */
export const BEFORE = `
CREATE TABLE public.meter (id bigint PRIMARY KEY, site text, kw numeric, note varchar(10), state text NOT NULL);
CREATE TABLE public.site (id bigint PRIMARY KEY, name text);
CREATE INDEX meter_site_idx ON public.meter (site);
CREATE TABLE public.reading (at timestamptz NOT NULL, kw numeric) PARTITION BY RANGE (at);
CREATE TABLE public.reading_2024 PARTITION OF public.reading FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TYPE public.fuel AS ENUM ('gas', 'oil');
CREATE DOMAIN public.percent AS numeric;
`;

function other(theirs: string, rule: string, sql: string): OtherRule {
  return { theirs, sql, ours: { rule } };
}

function apart(theirs: string, sql: string, reason: string): OtherRule {
  return { theirs, sql, ours: { reason } };
}

export const OTHER_RULES: readonly OtherRule[] = [
  apart(
    'squawk adding-field-with-default',
    'ALTER TABLE public.meter ADD COLUMN active boolean DEFAULT true;',
    'a constant default costs nothing since PostgreSQL 11; one that differs by row is `volatile-default`',
  ),
  other(
    'squawk adding-foreign-key-constraint',
    'foreign-key-validated',
    'ALTER TABLE public.meter ADD CONSTRAINT meter_site_fkey FOREIGN KEY (id) REFERENCES public.site (id);',
  ),
  other('squawk adding-not-nullable-field', 'set-not-null', 'ALTER TABLE public.meter ALTER COLUMN site SET NOT NULL;'),
  other('squawk adding-required-field', 'required-column', 'ALTER TABLE public.meter ADD COLUMN owner text NOT NULL;'),
  other(
    'squawk adding-serial-primary-key-field',
    'column-rewrites-table',
    'ALTER TABLE public.site ADD COLUMN nr bigserial PRIMARY KEY;',
  ),
  other(
    'squawk ban-alter-domain-with-add-constraint',
    'domain-constraint',
    'ALTER DOMAIN public.percent ADD CONSTRAINT percent_check CHECK (VALUE <= 100);',
  ),
  other('squawk ban-char-field', 'char-column', 'CREATE TABLE public.tag (id bigint PRIMARY KEY, code char(3));'),
  other(
    'squawk ban-concurrent-index-creation-in-transaction',
    'not-in-transaction',
    'BEGIN;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS meter_kw_idx ON public.meter (kw);\nCOMMIT;',
  ),
  other(
    'squawk ban-create-domain-with-constraint',
    'domain-constraint',
    'CREATE DOMAIN public.share AS numeric CONSTRAINT share_check CHECK (VALUE BETWEEN 0 AND 1);',
  ),
  other('squawk ban-drop-column', 'drop-column', 'ALTER TABLE public.meter DROP COLUMN note;'),
  other('squawk ban-drop-database', 'drop-database', 'DROP DATABASE IF EXISTS metering;'),
  other('squawk ban-drop-not-null', 'drop-not-null', 'ALTER TABLE public.meter ALTER COLUMN state DROP NOT NULL;'),
  other('squawk ban-drop-table', 'drop-table', 'DROP TABLE public.site;'),
  other(
    'squawk ban-duplicate-column-assignments',
    'assigned-twice',
    "UPDATE public.meter SET site = 'a', site = 'b' WHERE id = 1;",
  ),
  other('squawk ban-truncate-cascade', 'cascade', 'TRUNCATE public.site CASCADE;'),
  other('squawk ban-uncommitted-transaction', 'missing-commit', 'BEGIN;\nALTER TABLE public.meter ADD COLUMN a int;'),
  other('squawk changing-column-type', 'type-rewrites-table', 'ALTER TABLE public.meter ALTER COLUMN kw TYPE float8;'),
  other(
    'squawk constraint-missing-not-valid',
    'check-validated',
    'ALTER TABLE public.meter ADD CONSTRAINT meter_kw_check CHECK (kw >= 0);',
  ),
  other(
    'squawk disallowed-unique-constraint',
    'unique-blocks',
    'ALTER TABLE public.meter ADD CONSTRAINT meter_site_key UNIQUE (site);',
  ),
  other(
    'squawk identifier-too-long',
    'name-too-long',
    `CREATE TABLE public.${'half_hourly_reading_'.repeat(4)} (id bigint PRIMARY KEY);`,
  ),
  other(
    'squawk prefer-bigint-over-int',
    'small-key',
    'CREATE TABLE public.tag (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
  ),
  other('squawk prefer-bigint-over-smallint', 'small-key', 'CREATE TABLE public.tag (id smallserial PRIMARY KEY);'),
  other('squawk prefer-identity', 'serial-column', 'CREATE TABLE public.tag (id bigserial PRIMARY KEY);'),
  other('squawk prefer-repack', 'maintenance-blocks', 'VACUUM FULL public.meter;'),
  other('squawk prefer-robust-stmts', 'unguarded-create', 'CREATE TABLE public.tag (id bigint PRIMARY KEY);'),
  other(
    'squawk prefer-text-field',
    'limited-text',
    'CREATE TABLE public.tag (id bigint PRIMARY KEY, name varchar(50));',
  ),
  other(
    'squawk prefer-timestamp-tz',
    'timestamp-without-zone',
    'CREATE TABLE public.tag (id bigint PRIMARY KEY, at timestamp);',
  ),
  other('squawk renaming-column', 'renamed-in-use', 'ALTER TABLE public.meter RENAME COLUMN site TO place;'),
  other('squawk renaming-table', 'renamed-in-use', 'ALTER TABLE public.meter RENAME TO counter;'),
  other(
    'squawk require-concurrent-index-creation',
    'index-blocks-writes',
    'CREATE INDEX meter_kw_idx ON public.meter (kw);',
  ),
  other('squawk require-concurrent-index-deletion', 'index-drop-blocks', 'DROP INDEX public.meter_site_idx;'),
  other(
    'squawk require-concurrent-partition-detach',
    'detach-blocks',
    'ALTER TABLE public.reading DETACH PARTITION public.reading_2024;',
  ),
  other('squawk require-concurrent-reindex', 'maintenance-blocks', 'REINDEX INDEX public.meter_site_idx;'),
  other('squawk require-enum-value-ordering', 'enum-value-not-placed', "ALTER TYPE public.fuel ADD VALUE 'sun';"),
  other(
    'squawk require-lock-timeout',
    'lock-without-timeout',
    'ALTER TABLE public.meter ADD COLUMN IF NOT EXISTS owner text;',
  ),
  other('squawk require-statement-timeout', 'no-statement-timeout', 'ALTER TABLE public.meter ADD COLUMN owner text;'),
  other('squawk require-table-schema', 'schema-not-named', 'ALTER TABLE meter ADD COLUMN owner text;'),
  other('squawk transaction-nesting', 'nested-begin', 'BEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;'),
  other('squawk unused-ignore', 'unused-ignore', '-- elementaldb-ignore drop-table: it was never filled\nSELECT 1;'),
  other(
    'eugene E1',
    'check-validated',
    'ALTER TABLE public.meter ADD CONSTRAINT meter_note_check CHECK (note IS NOT NULL);',
  ),
  other('eugene E2', 'set-not-null', 'ALTER TABLE public.meter ALTER COLUMN kw SET NOT NULL;'),
  other('eugene E3', 'json-column', 'ALTER TABLE public.meter ADD COLUMN details json;'),
  other(
    'eugene E4',
    'long-work-under-lock',
    "BEGIN;\nALTER TABLE public.meter ADD COLUMN owner text;\nUPDATE public.meter SET owner = 'nobody';\nCOMMIT;",
  ),
  other(
    'eugene E5',
    'type-rewrites-table',
    'ALTER TABLE public.site ALTER COLUMN name TYPE integer USING name::integer;',
  ),
  other('eugene E6', 'index-blocks-writes', 'CREATE INDEX IF NOT EXISTS meter_note_idx ON public.meter (note);'),
  other('eugene E7', 'unique-blocks', 'ALTER TABLE public.site ADD CONSTRAINT site_name_key UNIQUE (name);'),
  other(
    'eugene E8',
    'unique-blocks',
    'ALTER TABLE public.meter ADD CONSTRAINT meter_site_excl EXCLUDE USING gist (site WITH =);',
  ),
  other('eugene E9', 'lock-without-timeout', 'ALTER TABLE public.meter ADD COLUMN owner text;'),
  other(
    'eugene E10',
    'long-work-under-lock',
    'BEGIN;\nALTER TABLE public.site ADD COLUMN a text;\nALTER TABLE public.meter ALTER COLUMN kw TYPE float8;\nCOMMIT;',
  ),
  other('eugene E11', 'column-rewrites-table', 'ALTER TABLE public.meter ADD COLUMN nr serial;'),
  other(
    'eugene W12',
    'mergeable-alters',
    'ALTER TABLE public.meter ALTER COLUMN kw SET NOT NULL;\nALTER TABLE public.meter ALTER COLUMN site SET NOT NULL;',
  ),
  other('eugene W13', 'enum-type', "CREATE TYPE public.state AS ENUM ('on', 'off');"),
  other(
    'eugene W14',
    'primary-key-over-nulls',
    'CREATE UNIQUE INDEX site_name_key ON public.site (name);\nALTER TABLE public.site DROP CONSTRAINT site_pkey;\nALTER TABLE public.site ADD CONSTRAINT site_pkey PRIMARY KEY USING INDEX site_name_key;',
  ),
  other(
    'eugene E15',
    'foreign-key-without-index',
    'ALTER TABLE public.site ADD COLUMN meter bigint;\nALTER TABLE public.site ADD CONSTRAINT site_meter_fkey FOREIGN KEY (meter) REFERENCES public.meter (id);',
  ),
];
