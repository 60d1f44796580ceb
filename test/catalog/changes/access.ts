import type { Change } from './change.ts';

const POLICY = `CREATE TABLE t (a int); CREATE POLICY p ON t USING (a > 0)`;
const FOREIGN = `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'a');
  CREATE FOREIGN TABLE f (a int) SERVER s OPTIONS (file 'a')`;
const PUBLICATION = `CREATE TABLE t (a int PRIMARY KEY, b int); CREATE PUBLICATION p FOR TABLE t`;

export const accessChanges: Change[] = [
  { title: 'a policy', given: 'CREATE TABLE t (a int)', when: 'CREATE POLICY p ON t', found: ['+ policy public.t.p'] },
  { title: 'the roles of a policy', given: POLICY, when: 'ALTER POLICY p ON t TO some_role', found: at('roles') },
  { title: 'the condition of a policy', given: POLICY, when: 'ALTER POLICY p ON t USING (a > 1)', found: at('using') },
  {
    title: 'the check of a policy',
    given: POLICY,
    when: 'ALTER POLICY p ON t WITH CHECK (a > 1)',
    found: at('with check'),
  },
  {
    title: 'the command of a policy',
    given: POLICY,
    when: 'DROP POLICY p ON t; CREATE POLICY p ON t FOR SELECT USING (a > 0)',
    found: at('command'),
  },
  {
    title: 'a restrictive policy',
    given: POLICY,
    when: 'DROP POLICY p ON t; CREATE POLICY p ON t AS RESTRICTIVE USING (a > 0)',
    found: at('permissive'),
  },
  { title: 'a comment on a policy', given: POLICY, when: `COMMENT ON POLICY p ON t IS 'x'`, found: at('comment') },
  {
    title: 'default privileges',
    given: '',
    when: 'ALTER DEFAULT PRIVILEGES FOR ROLE some_role IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC',
    found: ['+ default privileges for role some_role in schema public on tables'],
  },
  {
    title: 'a privilege on a function of PostgreSQL',
    given: '',
    when: 'GRANT EXECUTE ON FUNCTION pg_catalog.pg_rotate_logfile() TO some_role',
    found: ['+ privileges function pg_rotate_logfile()'],
  },
  {
    title: 'a privilege on a member of an extension',
    given: 'CREATE EXTENSION pg_trgm',
    when: 'REVOKE EXECUTE ON FUNCTION similarity(text, text) FROM PUBLIC',
    found: ['~ function public.similarity(text,text): privileges'],
  },
  {
    title: 'a privilege on the public schema',
    given: '',
    when: 'GRANT CREATE ON SCHEMA public TO PUBLIC',
    found: ['~ schema public: privileges'],
  },
  {
    title: 'a privilege on the database',
    given: '',
    when: `DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
    found: ['~ database this database: privileges'],
  },
  {
    title: 'a setting of the database',
    given: '',
    when: `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 1000', current_database()); END $$`,
    found: ['+ setting work_mem in this database'],
  },
  {
    title: 'a comment on the database',
    given: '',
    when: `DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''x''', current_database()); END $$`,
    found: ['~ database this database: comment'],
  },
  { title: 'an extension', given: '', when: 'CREATE EXTENSION pg_trgm', found: ['+ extension pg_trgm'] },
  {
    title: 'the version of an extension',
    given: `CREATE EXTENSION pg_trgm VERSION '1.5'`,
    when: `ALTER EXTENSION pg_trgm UPDATE TO '1.6'`,
    found: ['~ extension pg_trgm: version'],
  },
  {
    title: 'the schema of an extension',
    given: 'CREATE SCHEMA s; CREATE EXTENSION pg_trgm',
    when: 'ALTER EXTENSION pg_trgm SET SCHEMA s',
    found: ['~ extension pg_trgm: schema'],
  },
  {
    title: 'a language and a transform',
    given: '',
    when: `CREATE LANGUAGE l HANDLER plpgsql_call_handler;
      CREATE FUNCTION tf(internal) RETURNS internal LANGUAGE internal AS 'textin';
      CREATE TRANSFORM FOR int LANGUAGE l (FROM SQL WITH FUNCTION prsd_lextype(internal))`,
    found: ['+ transform for integer language l', '+ language l', '+ function public.tf(internal)'],
  },
  {
    title: 'an access method',
    given: '',
    when: 'CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler',
    found: ['+ access method heap2'],
  },
  {
    title: 'the access method of a table',
    given: 'CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE t (a int)',
    when: 'ALTER TABLE t SET ACCESS METHOD heap2',
    found: ['~ table public.t: access method'],
  },
  {
    title: 'an option of a foreign-data wrapper',
    given: FOREIGN,
    when: `ALTER FOREIGN DATA WRAPPER w OPTIONS (debug 'x')`,
    found: ['~ foreign-data wrapper w: options'],
  },
  {
    title: 'an option of a server',
    given: FOREIGN,
    when: `ALTER SERVER s OPTIONS (SET host 'b')`,
    found: ['~ foreign server s: options'],
  },
  {
    title: 'a privilege on a server',
    given: FOREIGN,
    when: 'GRANT USAGE ON FOREIGN SERVER s TO some_role',
    found: ['~ foreign server s: privileges'],
  },
  {
    title: 'an option of a foreign table',
    given: FOREIGN,
    when: `ALTER FOREIGN TABLE f OPTIONS (SET file 'b')`,
    found: ['~ foreign table public.f: options'],
  },
  {
    title: 'an option of a column of a foreign table',
    given: FOREIGN,
    when: `ALTER FOREIGN TABLE f ALTER a OPTIONS (name 'b')`,
    found: ['~ column public.f.a: foreign options'],
  },
  {
    title: 'an option of a user mapping',
    given: `${FOREIGN}; CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'a')`,
    when: `ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (SET password 'b')`,
    found: ['~ user mapping public on s: options'],
  },
  {
    title: 'a large object',
    given: '',
    when: 'SELECT lo_create(4711)',
    found: ['+ large object 4711'],
  },
  {
    title: 'what a large object holds',
    given: `SELECT lo_from_bytea(4711, 'abc')`,
    when: `SELECT lo_put(4711, 1, 'x')`,
    found: ['~ large object 4711: content'],
  },
  {
    title: 'the operations of a publication',
    given: PUBLICATION,
    when: `ALTER PUBLICATION p SET (publish = 'insert')`,
    found: ['~ publication p: delete, truncate, update'],
  },
  {
    title: 'the rows that a publication sends',
    given: PUBLICATION,
    when: 'ALTER PUBLICATION p SET TABLE t WHERE (a > 0)',
    found: ['~ published table p.public.t: where'],
  },
  {
    title: 'the columns that a publication sends',
    given: PUBLICATION,
    when: 'ALTER PUBLICATION p SET TABLE t (a)',
    found: ['~ published table p.public.t: columns'],
  },
  {
    title: 'a schema in a publication',
    given: PUBLICATION,
    when: 'ALTER PUBLICATION p ADD TABLES IN SCHEMA public',
    found: ['~ publication p: schemas'],
  },
  {
    title: 'a subscription',
    given: '',
    when: `CREATE SUBSCRIPTION "sub of some_role" CONNECTION 'dbname=x' PUBLICATION p
      WITH (connect = false, slot_name = NONE)`,
    found: ['+ subscription "sub of some_role"'],
  },
];

function at(property: string): string[] {
  return [`~ policy public.t.p: ${property}`];
}
