import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { GOOD, jsonOf, makeSandbox, type RunOptions, type Said, type Sandbox } from '../run-cli.ts';

let sandbox: Sandbox;
let dispose: () => Promise<void>;
let url: string;

beforeAll(async () => {
  ({ sandbox, dispose } = makeSandbox());
  url = String(jsonOf(await sandbox.run(['start', '--detach', '--json', '--migrations', GOOD]))['url']);
});

afterAll(() => dispose());

/** Without psql, which it does not need. */
const query = async (args: readonly string[], options: RunOptions = {}): Promise<Said> => {
  const said = await sandbox.runHere(['query', ...args], { ...options, env: { PATH: '/nowhere' } });
  // On a busy machine it takes long enough to be told.
  return { ...said, stderr: said.stderr.replace(/^Running the query\n/, '') };
};

/** How many statements that sleep for 600 s run on the server. */
async function sleeping(): Promise<number | null> {
  return withConnection(url, async (client) => {
    const { rowCount } = await client.query(
      "SELECT FROM pg_stat_activity WHERE application_name = 'elementaldb query' AND state = 'active' AND query LIKE '%600%'",
    );
    return rowCount;
  });
}

describe('query', () => {
  test('prints CSV with a header where there is no terminal', async () => {
    expect(await query(["SELECT 1 AS n, NULL AS nothing, '' AS empty, 'a,\"b\"' AS text"])).toEqual({
      exitCode: 0,
      stdout: 'n,nothing,empty,text\n1,,"","a,""b"""\n',
      stderr: '',
    });
  });

  test('prints JSON, a line for each statement', async () => {
    const sql = `CREATE TEMP TABLE t AS SELECT 1 AS n; SELECT n, ARRAY['a', NULL] AS list, '{"a": 1}'::jsonb AS json FROM t`;
    const { stdout } = await query(['--json', sql]);
    expect(stdout).toBe('[]\n[{"n":1,"list":["a",null],"json":{"a": 1}}]\n');
  });

  test('prints a table, and the tags of statements without rows', async () => {
    const { stdout } = await query(['CREATE TEMP TABLE t AS SELECT 1; SELECT 1 AS n, NULL AS m', '--table']);
    expect(stdout).toBe('SELECT 1\n\nn  m\n1  NULL\n(1 row)\n');
  });

  test('reads standard input with -, and shows notices on standard error', async () => {
    const input = "DO $$ BEGIN RAISE WARNING 'look'; END $$;\nSELECT count(*) FROM meter;\n";
    expect(await query(['-'], { input })).toEqual({ exitCode: 0, stdout: 'count\n2\n', stderr: 'WARNING: look\n' });
  });

  test('a bad statement ends with 1, the place and a caret; the others have no effect', async () => {
    const sql = "CREATE TABLE left_behind ();\nSELECT 'é', nonsense;";
    const said = await query([sql]);
    expect(said).toMatchObject({ exitCode: 1, stdout: '' });
    expect(said.stderr).toMatch(/^error: query:2:13: column "nonsense" does not exist \(42703\)\n/);
    expect(said.stderr).toContain("\n> 2 | SELECT 'é', nonsense;\n    |             ^\n");
    expect((await query(["SELECT to_regclass('left_behind') AS t"])).stdout).toBe('t\n\n');
  });

  test('COPY FROM stdin, two formats and no SQL are refused', async () => {
    const copied = await query(['COPY meter FROM STDIN']);
    expect(copied).toMatchObject({ exitCode: 1, stdout: '' });
    expect(copied.stderr).toContain('COPY FROM stdin has no data here');
    const both = await query(['--csv', '--json', 'SELECT 1']);
    expect(both.exitCode).toBe(2);
    expect(both.stderr).toContain('--csv and --json cannot be combined');
    const copiedOut = await query(['--json', 'COPY meter TO STDOUT']);
    expect(copiedOut).toMatchObject({ exitCode: 2, stdout: '' });
    expect(copiedOut.stderr).toContain('what COPY writes has no form in JSON');
    const empty = await query(['-'], { input: ' \n' });
    expect(empty.exitCode).toBe(2);
    expect(empty.stderr).toContain('error: there is no SQL to run');
  });

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s cancels the statement on the server and ends with %i', async ([signal, exitCode]) => {
    const { child, ended } = sandbox.spawn(['query', 'SELECT pg_sleep(600)']);
    await eventually('the statement runs', async () => (await sleeping()) === 1);
    child.kill(signal);
    expect(await ended).toMatchObject({ exitCode, stdout: '' });
    await eventually('the statement has ended', async () => (await sleeping()) === 0);
  });
});
