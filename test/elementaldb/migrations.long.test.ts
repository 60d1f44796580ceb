import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import { AXES } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';

/** Those of this repository. */
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

test('the chain is idempotent and reversible at every step', async () => {
  const { server } = await startServer();
  await using _server = server;
  const report = await verifyOn(server, await readContent({ migrations: MIGRATIONS }));
  const faults = report.migrations.flatMap(({ version, verdicts }) =>
    AXES.filter((axis) => verdicts[axis].status !== 'pass').map((axis) => ({ version, axis, ...verdicts[axis] })),
  );
  expect(faults).toEqual([]);
  expect(report).toMatchObject({ ok: true, uncovered: [], findings: [] });
  expect(report.migrations.length).toBeGreaterThan(25);
});
