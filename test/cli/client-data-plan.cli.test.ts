import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';
import { describe, expect } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { PLAN_JSON } from '../../src/report/client-data/client-data-json.ts';
import { jsonOf, test, urlOf, type Sandbox } from './run-cli.ts';

const UP = `BEGIN;
CREATE TABLE clients (client_id text PRIMARY KEY, name text, v text);
END;
`;

/** A running server with a client, and a key file. */
async function source(sandbox: Sandbox): Promise<string[]> {
  sandbox.write({
    'migrations/1_a.up.sql': UP,
    'migrations/1_a.down.sql': 'BEGIN;\nDROP TABLE clients;\nEND;\n',
    key: '0123456789abcdef0123456789abcdef\n',
  });
  chmodSync(join(sandbox.folder, 'key'), 0o600);
  const url = urlOf(await sandbox.run(['start', '--detach', '--name', 'source']));
  await withConnection(url, (client) =>
    client.query(`INSERT INTO clients VALUES ('wainscott', 'Wainscott Housing Association', 'xqz vvt')`),
  );
  return ['client-data', 'dump', '--database-url', url, '--key-file', 'key'];
}

describe('client-data dump', () => {
  test('refuses an undecided column; --write-plan writes it for review; then the dump is anonymized', async ({
    sandbox,
  }) => {
    const dump = await source(sandbox);
    const refused = await sandbox.runHere(dump);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('public.clients.v: 1 of 1 values match no rule');
    const planned = await sandbox.runHere([...dump, '--plan', '--write-plan']);
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(planned.stdout).toMatch(/^public\.clients\n {2}client_id: key\n {4}a key\n {4}wainscott → [a-z]+\n/);
    expect(planned.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const file = join(sandbox.folder, 'elementaldb.config.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      anonymize: {
        columns: {
          'public.clients.client_id': 'key',
          'public.clients.name': 'company',
          'public.clients.v': 'undecided',
        },
      },
    });
    const plan = v.parse(PLAN_JSON, jsonOf(await sandbox.runHere([...dump, '--plan', '--json'])));
    expect(plan).toMatchObject({ formatVersion: 1, undecided: 1, columns: { 'public.clients.name': 'company' } });
    sandbox.write({ 'elementaldb.config.json': readFileSync(file, 'utf8').replace('undecided', 'text') });
    const dumped = await sandbox.run(dump);
    expect(dumped).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all rows, anonymized') });
    const text = readFileSync(join(sandbox.folder, 'migrations/999999_client_data.up.sql'), 'utf8');
    expect(text).toContain('COPY public.clients');
    expect(text).not.toMatch(/wainscott|xqz/i);
    await sandbox.run(['stop', '--all']);
  });

  test('refuses a key file that others may read, and options that exclude each other', async ({ sandbox }) => {
    const dump = await source(sandbox);
    chmodSync(join(sandbox.folder, 'key'), 0o644);
    expect(await sandbox.runHere(dump)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('chmod 600 key'),
    });
    for (const flags of [['--no-anonymize'], ['--write-plan']]) {
      expect(await sandbox.runHere([...dump, ...flags])).toMatchObject({ exitCode: 2, stdout: '' });
    }
    expect(existsSync(join(sandbox.folder, 'migrations/999999_client_data.up.sql'))).toBe(false);
    await sandbox.run(['stop', '--all']);
  });
});
