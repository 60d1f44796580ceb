import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { GOOD, jsonOf, makeSandbox, type Said, type Sandbox } from '../run-cli.ts';

let sandbox: Sandbox;
let dispose: () => Promise<void>;
let url: string;

beforeAll(async () => {
  ({ sandbox, dispose } = makeSandbox());
  url = String(jsonOf(await sandbox.run(['start', '--detach', '--json', '--migrations', GOOD]))['url']);
});

afterAll(() => dispose());

const drift = (...args: string[]): Promise<Said> => sandbox.runHere(['drift', GOOD, '--database-url', url, ...args]);

const run = (...args: string[]): Promise<Said> => sandbox.runHere([...args, '--migrations', GOOD]);

const sql = (text: string): Promise<unknown> => withConnection(url, (client) => client.query(text));

/** The lines of a difference, without marks and progress. */
const lines = (text: string): string[] => text.split('\n').filter((line) => /^[-+~] (?!only in)/.test(line));

describe('diff', () => {
  test('two versions of the migrations, with the line that made each object', async () => {
    const said = await sandbox.run(['diff', 'migrations@1', 'migrations', '--migrations', GOOD]);
    expect(said.exitCode).toBe(1);
    expect(lines(said.stdout)).toEqual([
      expect.stringMatching(
        /^\+ table public\.tariff \(1 column, 2 constraints, 1 index\) {2}\(.*000002.*\.up\.sql:3\)$/,
      ),
    ]);
    const back = await run('diff', 'migrations', 'migrations@1', '--sql');
    expect(back.exitCode).toBe(1);
    expect(back.stdout).toContain(
      '-- Tried on a throw-away copy: the result is equal, the order of columns aside.\nDROP TABLE public.tariff;\n',
    );
  });

  test('a folder of another tool, with the line of its file', async () => {
    sandbox.write({
      'goose/1_a.sql': '-- +goose Up\nCREATE TABLE a (n int);\n-- +goose Down\nDROP TABLE a;\n',
      'empty.sql': 'SELECT 1;',
    });
    const said = await sandbox.runHere(['diff', 'empty.sql', 'goose', '--layout', 'auto']);
    expect(said.exitCode).toBe(1);
    expect(lines(said.stdout)).toEqual([
      expect.stringMatching(/^\+ table public\.a \(1 column\) {2}\(.*1_a\.sql:2\)$/),
    ]);
    const drifted = await sandbox.runHere(['drift', 'goose', '--layout', 'goose', '--database-url', url]);
    expect(drifted).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('goose') });
  });

  test('equal states end with 0', async () => {
    const said = await run('diff', GOOD, `${GOOD}@2`);
    expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('equal: ') });
    expect(await run('diff', GOOD, url)).toMatchObject({ exitCode: 0 });
  });

  test('an SQL file and the migrations, as JSON with the SQL', async () => {
    sandbox.write({ 'schema.sql': 'CREATE TABLE public.meter (meter_id integer PRIMARY KEY, site varchar(9));\n' });
    const said = await run('diff', 'schema.sql', 'migrations@1', '--sql', '--json');
    expect(said.exitCode).toBe(1);
    expect(jsonOf(said)).toMatchObject({
      equal: false,
      from: 'schema.sql',
      differences: [
        { change: 'added', kind: 'column', name: 'public.meter.reading', line: 3 },
        {
          change: 'changed',
          name: 'public.meter.site',
          properties: [{ before: 'character varying(9)', after: 'text' }],
        },
      ],
      sql: { proven: true, underived: [] },
    });
  });

  test('a snapshot by name, and the rows with --data', async () => {
    await sandbox.runHere(['snapshot', 'save', 'before']);
    await sql("UPDATE meter SET site = 'moved' WHERE meter_id = 1");
    try {
      expect(await run('diff', 'snapshot:before', url)).toMatchObject({ exitCode: 0 });
      const said = await run('diff', 'snapshot:before', url, '--data');
      expect(said.exitCode).toBe(1);
      expect(lines(said.stdout)).toEqual(['~ rows public.meter 2 (1 lost, 1 new; column site differs)']);
    } finally {
      await sql("UPDATE meter SET site = 'foobar_house' WHERE meter_id = 1");
    }
  });

  test('tables above --data-limit, or not readable, are named as not compared, and the exit code is 4', async () => {
    sandbox.write({
      'one.sql': 'CREATE TABLE small (n) AS SELECT 1; CREATE TABLE large (n) AS SELECT generate_series(1, 3000);',
      'other.sql': 'CREATE TABLE small (n) AS SELECT 1; CREATE TABLE large (n int);',
    });
    const limited = ['diff', 'one.sql', 'other.sql', '--data', '--data-limit', '50kB'] as const;
    const said = await run(...limited);
    expect(said.exitCode).toBe(4);
    expect(said.stdout).toBe(
      'equal as far as compared: one.sql and other.sql\nnot compared: rows of public.large: more than 0.05 MB\n',
    );
    const json = await run(...limited, '--json');
    expect(json.exitCode).toBe(4);
    expect(jsonOf(json)).toMatchObject({ equal: true, uncomparedRows: ['public.large'], rows: [] });
    expect((await run(...limited, '--format', 'github')).stdout).toContain('::warning file=');
    expect(await run(...limited, '--ignore-objects', 'table *.large')).toMatchObject({ exitCode: 0 });
    const all = await run('diff', 'one.sql', 'other.sql', '--data');
    expect(all.exitCode).toBe(1);
    expect(lines(all.stdout)).toEqual(['~ rows public.large 3000 -> 0 (3000 lost, 0 new)']);
    await sql("CREATE ROLE blind LOGIN PASSWORD 'blind'");
    const asBlind = Object.assign(new URL(url), { username: 'blind', password: 'blind' }).href;
    const unread = await run('diff', GOOD, asBlind, '--data');
    expect(unread).toMatchObject({ exitCode: 4, stdout: expect.stringContaining('rows of public.meter: permission') });
    expect(await run('diff', 'one.sql', 'other.sql', '--data-limit', '1MB')).toMatchObject({ exitCode: 2 });
    expect(await run('diff', 'one.sql', 'other.sql', '--data', '--data-limit', 'big')).toMatchObject({ exitCode: 2 });
  });

  test('what cannot be derived is named in the SQL, and the exit code is 4', async () => {
    sandbox.write({
      'one.sql': 'CREATE TABLE t (a int) PARTITION BY LIST (a);',
      'other.sql': 'CREATE TABLE t (a int);',
    });
    const said = await run('diff', 'one.sql', 'other.sql', '--sql');
    expect(said.exitCode).toBe(4);
    expect(said.stdout).toContain('-- Write by hand: table public.t. No statement is derived for it.');
    expect(said.stdout).toContain('-- Not proven: it leaves a difference: ~ table public.t');
  });

  test('what pg_dump writes of a database with a ledger, roles and a materialized view is a state', async () => {
    sandbox.write({
      'dump.sql': `--
-- PostgreSQL database dump
--
\\restrict abc
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.meter (
    meter_id integer NOT NULL,
    site text,
    reading double precision
);
ALTER TABLE public.meter OWNER TO somebody;
CREATE TABLE public.schema_migrations (
    version bigint NOT NULL,
    dirty boolean NOT NULL
);
CREATE MATERIALIZED VIEW public.sites AS
 SELECT DISTINCT site FROM public.meter
  WITH NO DATA;
ALTER TABLE ONLY public.meter
    ADD CONSTRAINT meter_pkey PRIMARY KEY (meter_id);
GRANT SELECT ON TABLE public.meter TO reader;
\\unrestrict abc
`,
    });
    const said = await run('diff', 'migrations@1', 'dump.sql');
    expect(said.exitCode).toBe(1);
    expect(lines(said.stdout)).toEqual([
      expect.stringMatching(/^~ table public\.meter {2}owner .* -> somebody; privileges /),
      expect.stringMatching(/^\+ materialized view public\.sites/),
    ]);
  });

  test('an ignored view on a column that changes is named, since it is not created again', async () => {
    sandbox.write({
      'one.sql': 'CREATE TABLE t (a int); CREATE VIEW audit AS SELECT a FROM t;',
      'other.sql': 'CREATE TABLE t (a bigint); CREATE VIEW audit AS SELECT a FROM t;',
    });
    const said = await run('diff', 'one.sql', 'other.sql', '--sql', '--ignore-objects', 'view *.audit');
    expect(said.exitCode).toBe(4);
    expect(said.stdout).toContain('-- Write by hand: view public.audit. No statement is derived for it.');
  });

  test('forms that exclude each other are refused before anything starts', async () => {
    expect(await run('diff', 'a', 'b', '--json', '--format', 'github')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--json and --format github'),
    });
    expect(await run('diff', 'a', 'b', '--sql', '--format', 'sarif')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--sql and --format sarif'),
    });
    const secret = await run('diff', 'host=h password=hush', 'migrations');
    expect(secret).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining('hush') });
  });

  test('what is no state, an unknown version and SQL that fails are clear errors', async () => {
    const none = await run('diff', 'nowhere', 'migrations');
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain('"nowhere" is no state of a database');
    const version = await run('diff', 'migrations@7', 'migrations');
    expect(version.exitCode).toBe(2);
    expect(version.stderr).toContain('no migration has the version 7');
    sandbox.write({ 'broken.sql': 'CREATE TABLE t (a int);\nCREATE TABLE t (a int);\n' });
    const broken = await run('diff', 'broken.sql', 'migrations');
    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toContain('broken.sql:2');
    const missing = await run('diff', 'snapshot:none', 'migrations');
    expect(missing.exitCode).toBe(2);
    expect((await sandbox.runHere(['ps', '--json'])).stdout.match(/"name"/g)).toHaveLength(1);
  });
});

describe('drift', () => {
  test('none after the migrations; then each object with its line, and the SQL back', async () => {
    expect(await drift()).toMatchObject({ exitCode: 0 });
    await sql(
      "CREATE INDEX by_site ON meter (site); ALTER TABLE tariff ADD COLUMN note text; COMMENT ON TABLE meter IS 'x'",
    );
    try {
      const said = await drift('--sql');
      expect(said.exitCode).toBe(1);
      expect(said.stdout).toContain('DROP INDEX public.by_site;');
      expect(said.stdout).toContain('-- Tried on a throw-away copy: the result is equal, the order of columns aside.');
      expect(said.stderr).toContain('~ table public.meter  comment none -> x');
      const { password } = new URL(url);
      expect(`${said.stdout}${said.stderr}`).not.toContain(password);
      const annotated = await drift('--format', 'github');
      expect(annotated.stdout).toMatch(/^::error file=.*000001.*,line=3.*table public\.meter {2}comment none -> x/m);
      const ignoring = [
        '--ignore-objects',
        'public.by_site',
        '--ignore-objects',
        'column *.note',
        '--ignore-objects',
        'table public.meter',
      ];
      expect(await drift(...ignoring)).toMatchObject({ exitCode: 0 });
    } finally {
      await sql('DROP INDEX by_site; ALTER TABLE tariff DROP COLUMN note; COMMENT ON TABLE meter IS NULL');
    }
  });

  test('a role without rights hears what it lacks, and may do with what it needs', async () => {
    await sql("CREATE ROLE viewer LOGIN PASSWORD 'viewer'");
    const asViewer = Object.assign(new URL(url), { username: 'viewer', password: 'viewer' }).href;
    const refused = await sandbox.runHere(['drift', GOOD, '--database-url', asViewer]);
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('permission denied for table schema_migrations');
    // Of a database that is only compared, the ledger is not read.
    expect(await sandbox.runHere(['diff', GOOD, asViewer])).toMatchObject({ exitCode: 0 });
    await sql('GRANT SELECT ON schema_migrations TO viewer');
    const seen = await sandbox.runHere(['drift', GOOD, '--database-url', asViewer]);
    expect(seen).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('equal: ') });
  });

  test('it is refused without a ledger, with a dirty one, and for a version that the folder lacks', async () => {
    await sql('UPDATE schema_migrations SET version = 9');
    const ahead = await drift();
    expect(ahead.exitCode).toBe(2);
    expect(ahead.stderr).toContain(`is at version 9, which no migration of ${GOOD} has`);
    await sql('UPDATE schema_migrations SET version = 2, dirty = true');
    expect((await drift()).stderr).toContain('migration 2 failed half-way');
    await sql('UPDATE schema_migrations SET dirty = false; ALTER TABLE schema_migrations RENAME TO elsewhere');
    expect((await drift()).stderr).toContain('no migration is recorded in ');
    const named = await sandbox.runHere(['drift', GOOD, '--database-url', `${url}?x-migrations-table=elsewhere`]);
    await sql('ALTER TABLE elsewhere RENAME TO schema_migrations');
    expect(named).toMatchObject({ exitCode: 0 });
  });
});
