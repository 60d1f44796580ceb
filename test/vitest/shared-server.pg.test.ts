import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, inject, test } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import type { TestServerOptions } from '../../src/databases/testing/options.ts';
import { borrowServer, editionKey } from '../../src/vitest/shared-server.ts';
import { GOOD } from '../cli/run-cli.ts';

let migrations: string;

beforeEach(() => {
  migrations = mkdtempSync(join(tmpdir(), 'elementaldb-test-migrations-'));
  cpSync(GOOD, migrations, { recursive: true });
});

afterEach(() => rmSync(migrations, { recursive: true, force: true }));

function options(): TestServerOptions {
  return { server: { kind: 'existing', url: inject('serverUrl') }, migrations };
}

/** How many templates of this run are there, by the claim in their marks. */
async function templatesOf(claim: string): Promise<number> {
  return withConnection(inject('serverUrl'), async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_database WHERE strpos(shobj_description(oid, 'pg_database'), $1) > 0`,
      [JSON.stringify(claim)],
    );
    return rows[0]?.n ?? 0;
  });
}

test('who wants the same has the same server, which stops when the last has given it back', async () => {
  const [one, two] = await Promise.all([borrowServer(options()), borrowServer(options())]);
  expect(two.server).toBe(one.server);
  const { claim } = one.server.description;
  expect(await templatesOf(claim)).toBe(1);
  await one.release();
  await one.release();
  expect(await templatesOf(claim)).toBe(1);
  await two.release();
  expect(await templatesOf(claim)).toBe(0);
  const three = await borrowServer(options());
  expect(three.server).not.toBe(one.server);
  await three.release();
});

test('a change of the files makes another edition', async () => {
  const before = await editionKey(options());
  expect(await editionKey(options())).toBe(before);
  writeFileSync(join(migrations, '000003_yard.up.sql'), 'CREATE TABLE yard (id int);');
  expect(await editionKey(options())).not.toBe(before);
});

test('a failed request is tried again the next time', async () => {
  writeFileSync(join(migrations, '000003_yard.up.sql'), 'CREATE TABLE yard (id integr);');
  await expect(borrowServer(options())).rejects.toThrow('integr');
  await expect(borrowServer(options())).rejects.toThrow('integr');
});
