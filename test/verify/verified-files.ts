import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import { readContent, type DatabaseFiles } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import type { Axis, MigrationVerdict, Verdict, VerifyReport } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';

export let server: PostgresServer;

export let folder: string;

/** Writes `1_a.up.sql` and so on from pairs of source, and verifies them. */
export async function verify(
  pairs: [up: string, down: string][],
  files: Partial<DatabaseFiles> = {},
): Promise<VerifyReport> {
  for (const [index, [up, down]] of pairs.entries()) {
    writeFileSync(join(folder, `${index + 1}_step.up.sql`), up);
    writeFileSync(join(folder, `${index + 1}_step.down.sql`), down);
  }
  return verifyOn(server, await readContent({ migrations: folder, ...files }));
}

const EMPTY_PASS: Axis[] = ['applies', 'idempotent', 'reversible', 'reappliable'];

export const grades = ({ verdicts }: MigrationVerdict): string =>
  EMPTY_PASS.map((axis) => verdicts[axis].status).join(' ');

export const detailsOf = (verdict: Verdict | undefined): string[] =>
  verdict?.findings.flatMap(({ details }) => details) ?? [];

export const ROWS: [string, string] = ['CREATE TABLE IF NOT EXISTS t (n int)', 'DROP TABLE IF EXISTS t'];

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-verify-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}
