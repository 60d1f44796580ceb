import { expect, test } from 'vitest';

import { styleFor } from '../../src/report/style.ts';
import { formatVerifyReport } from '../../src/report/verify-report.ts';
import { PASS, skipped, type VerifyReport } from '../../src/verify/verdict.ts';

const REPORT: VerifyReport = {
  ok: true,
  serverVersion: '18.4',
  migrations: [
    {
      version: 1n,
      name: 'meter',
      up: '/m/1_meter.up.sql',
      down: '/m/1_meter.down.sql',
      axes: { applies: PASS, idempotent: PASS, reversible: PASS, 're-appliable': PASS },
      milliseconds: 20,
    },
  ],
  findings: [],
  uncovered: [],
  clientData: undefined,
  session: PASS,
  notes: [],
  milliseconds: 400,
};

const text = (report: Partial<VerifyReport>): string =>
  formatVerifyReport({ ...REPORT, ...report }, { style: styleFor(false, {}) }).join('\n');

test('a chain that is right takes a line for each stage', () => {
  expect(text({ clientData: PASS })).toMatchInlineSnapshot(`
    "version  migration  applies  idempotent  reversible  re-applies
          1  meter      ok       ok          ok          ok

    in one session: ok
    client data: ok

    1 migration on PostgreSQL 18.4: 1 right (400 ms)"
  `);
});

test('the closing line tells what failed beside the migrations', () => {
  const failed = {
    grade: 'fail' as const,
    what: 'b.up.sql fails',
    mend: 'Use SET LOCAL.',
    details: ['b'],
  };
  expect(text({ session: failed, clientData: failed })).toMatchInlineSnapshot(`
    "version  migration  applies  idempotent  reversible  re-applies
          1  meter      ok       ok          ok          ok

    in one session
      ✗ applies: b.up.sql fails
          b
        mend: Use SET LOCAL.
    client data
      ✗ applies: b.up.sql fails
          b
        mend: Use SET LOCAL.

    1 migration on PostgreSQL 18.4: 1 right, the one session failed, the client data failed (400 ms)"
  `);
});

test('what was not tried says why, and what stays on the server is a note', () => {
  const report = text({ session: skipped('an up failed'), notes: ['the role r could not be dropped: it is needed'] });
  expect(report).toContain('in one session: not tried, since an up failed');
  expect(report).toContain('note: the role r could not be dropped: it is needed');
});
