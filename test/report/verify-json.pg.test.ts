import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { VERIFY_REPORT, verifyReportJson } from '../../src/report/verify-json.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

let server: PostgresServer;

/** Something of everything that a report can hold: failures with SQL and lines, warnings, waivers, faults of names. */
const FILES = {
  '1_t.up.sql': 'CREATE TABLE t (n int);\nCREATE TABLE IF NOT EXISTS u (n int CHECK (n > n));',
  '1_t.down.sql': '',
  '2_t.up.sql': '-- elementaldb: allow shadowed it is the same\nCREATE TABLE IF NOT EXISTS t (n int);',
  '2_t.down.sql': 'DROP TABLE u; -- which is not its own',
  '3_fails.up.sql': '-- elementaldb: irreversible\nSELECT nonsense;',
  '4_unreached.up.sql': 'SELECT 1;',
  'V5__misnamed.sql': 'SELECT 1;',
  '999999_client_data.up.sql': 'COPY public.t (n) FROM stdin;\nx\n\\.\n',
};

const folder = await migrationsFolder(FILES);
const printed: string[] = [];

beforeAll(async () => {
  ({ server } = await startServer());
  for (const _ of [1, 2]) {
    const content = await readContent({ migrations: folder.path });
    printed.push(JSON.stringify(verifyReportJson(await verifyOn(server, content))));
  }
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await server.stop();
});

test('a report of a failing chain matches the schema exactly', () => {
  const { output, issues } = v.safeParse(VERIFY_REPORT, JSON.parse(printed[0] ?? ''));
  expect(issues).toBeUndefined();
  expect(output).toMatchObject({
    clientData: { status: 'fail', findings: [{ code: 'not-reached' }] },
    folder: expect.arrayContaining([expect.objectContaining({ rule: 'malformed-waiver', line: 1 })]),
    summary: { ok: false, fail: 4, waived: 0, skipped: 1 },
  });
});

test('two runs print the same to the byte', () => {
  expect(printed[1]).toBe(printed[0]);
});
