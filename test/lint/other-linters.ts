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
CREATE SCHEMA metering;
CREATE TABLE public.owner (id bigint PRIMARY KEY, site bigint CONSTRAINT owner_site_fkey REFERENCES public.site (id));
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
    'prefer-bigint-key',
    'CREATE TABLE public.tag (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
  ),
  other(
    'squawk prefer-bigint-over-smallint',
    'prefer-bigint-key',
    'CREATE TABLE public.tag (id smallserial PRIMARY KEY);',
  ),
  other('squawk prefer-identity', 'serial-column', 'CREATE TABLE public.tag (id bigserial PRIMARY KEY);'),
  other('squawk prefer-repack', 'maintenance-blocks', 'VACUUM FULL public.meter;'),
  other('squawk prefer-robust-stmts', 'unguarded-create', 'CREATE TABLE public.tag (id bigint PRIMARY KEY);'),
  other(
    'squawk prefer-text-field',
    'prefer-text',
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
  other('Atlas DS101', 'drop-table', 'DROP SCHEMA IF EXISTS metering;'),
  other('Atlas DS102', 'drop-table', 'DROP TABLE IF EXISTS public.meter;'),
  other('Atlas DS103', 'drop-column', 'ALTER TABLE public.meter DROP COLUMN IF EXISTS kw;'),
  other('Atlas MF101', 'unique-blocks', 'ALTER TABLE public.site ADD CONSTRAINT site_name_uq UNIQUE (name);'),
  other(
    'Atlas MF102',
    'index-blocks-writes',
    'DROP INDEX public.meter_site_idx;\nCREATE UNIQUE INDEX meter_site_idx ON public.meter (site);',
  ),
  other('Atlas MF103', 'required-column', 'ALTER TABLE public.site ADD COLUMN postcode text NOT NULL;'),
  other('Atlas MF104', 'set-not-null', 'ALTER TABLE public.site ALTER COLUMN name SET NOT NULL;'),
  other('Atlas BC101', 'renamed-in-use', 'ALTER TABLE public.site RENAME TO place;'),
  other('Atlas BC102', 'renamed-in-use', 'ALTER TABLE public.site RENAME COLUMN name TO title;'),
  other('Atlas CD101', 'foreign-key-dropped', 'ALTER TABLE public.owner DROP CONSTRAINT owner_site_fkey;'),
  apart(
    'Atlas non-linear changes',
    'SELECT 1;',
    'the order of versions is not in the SQL; with `--changed-since` it is `version-below-head`',
  ),
  other('Atlas PG101', 'index-blocks-writes', 'CREATE INDEX site_name_idx ON public.site (name);'),
  other('Atlas PG102', 'index-drop-blocks', 'DROP INDEX IF EXISTS public.meter_site_idx;'),
  other(
    'Atlas PG103',
    'not-in-transaction',
    'BEGIN;\nDROP INDEX CONCURRENTLY IF EXISTS public.meter_site_idx;\nCOMMIT;',
  ),
  other('Atlas PG104', 'unique-blocks', 'ALTER TABLE public.reading ADD CONSTRAINT reading_pkey PRIMARY KEY (at);'),
  other('Atlas PG105', 'unique-blocks', 'ALTER TABLE public.meter ADD CONSTRAINT meter_note_key UNIQUE (note);'),
  apart(
    'Atlas PG110',
    'CREATE TABLE public.tag (hidden boolean, id bigint PRIMARY KEY, seen boolean, at timestamptz);',
    'a few bytes a row are not worth an order of columns that nobody reads well',
  ),
  other(
    'Atlas PG301',
    'type-rewrites-table',
    'ALTER TABLE public.meter ALTER COLUMN site TYPE bigint USING site::bigint;',
  ),
  other('Atlas PG302', 'volatile-default', 'ALTER TABLE public.site ADD COLUMN key uuid DEFAULT gen_random_uuid();'),
  other('Atlas PG303', 'set-not-null', 'ALTER TABLE public.meter ALTER COLUMN note SET NOT NULL;'),
  other('Atlas PG304', 'unique-blocks', 'ALTER TABLE public.reading ADD PRIMARY KEY (at, kw);'),
  other('Atlas PG305', 'check-validated', "ALTER TABLE public.site ADD CONSTRAINT site_name_check CHECK (name <> '');"),
  other(
    'Atlas PG306',
    'foreign-key-validated',
    'ALTER TABLE public.meter ADD CONSTRAINT meter_owner_fkey FOREIGN KEY (id) REFERENCES public.owner (id);',
  ),
  other('Atlas NM101', 'name-needs-quotes', 'CREATE SCHEMA IF NOT EXISTS "Metering";'),
  other('Atlas NM102', 'name-needs-quotes', 'CREATE TABLE public."Tag" (id bigint PRIMARY KEY);'),
  other('Atlas NM103', 'name-needs-quotes', 'CREATE TABLE public.tag (id bigint PRIMARY KEY, "dueAt" timestamptz);'),
  other('Atlas NM104', 'name-needs-quotes', 'CREATE INDEX IF NOT EXISTS "Meter_kw" ON public.meter (kw);'),
  other(
    'Atlas NM105',
    'name-needs-quotes',
    'ALTER TABLE public.meter ADD CONSTRAINT "meterOwner" FOREIGN KEY (id) REFERENCES public.owner (id) NOT VALID;',
  ),
  other(
    'Atlas NM106',
    'name-needs-quotes',
    'CREATE TABLE public.tag (id bigint PRIMARY KEY, CONSTRAINT "Odd" CHECK (id % 2 = 1));',
  ),
  other('strong_migrations json column', 'json-column', 'ALTER TABLE public.site ADD COLUMN extra json;'),
  other(
    'strong_migrations index of more than three columns',
    'wide-index',
    'CREATE INDEX CONCURRENTLY IF NOT EXISTS meter_all_idx ON public.meter (site, kw, note, state);',
  ),
  other('strong_migrations renaming a schema', 'renamed-in-use', 'ALTER SCHEMA metering RENAME TO energy;'),
  other('strong_migrations NOT NULL', 'set-not-null', 'ALTER TABLE public.meter ALTER COLUMN kw SET NOT NULL;'),
  other(
    'strong_migrations check without validate',
    'check-validated',
    'ALTER TABLE public.meter ADD CONSTRAINT meter_kw_positive CHECK (kw > 0);',
  ),
  other(
    'strong_migrations backfill',
    'long-work-under-lock',
    "BEGIN;\nALTER TABLE public.site ADD COLUMN kind text;\nUPDATE public.site SET kind = 'home';\nCOMMIT;",
  ),
  other('strong_migrations lock timeout', 'lock-without-timeout', 'ALTER TABLE public.site ADD COLUMN kind text;'),
  other('strong_migrations statement timeout', 'no-statement-timeout', 'ALTER TABLE public.site ADD COLUMN kind text;'),
  apart(
    'strong_migrations start after',
    'SELECT 1;',
    'it is a setting: `lint.from` is the first version that anything is said of',
  ),
];
