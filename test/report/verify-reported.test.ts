import { expect, test } from 'vitest';

import { formatReported } from '../../src/report/formats/format-reported.ts';
import { together } from '../../src/report/reported.ts';
import { verifyReported } from '../../src/report/verify-reported.ts';
import {
  finding,
  onAllAxes,
  PASS,
  skipped,
  verdictOf,
  type Finding,
  type MigrationVerdict,
  type VerifyReport,
} from '../../src/verify/report/verdict.ts';

const DIFFERS = finding({
  code: 'down-differs',
  status: 'fail',
  what: 'up and down leave a difference',
  fix: 'Undo it.',
  sql: ['DROP TABLE a;'],
  details: ['+ table public.a  (2_a.up.sql:3)'],
  file: '/repo/m/2_a.down.sql',
  line: 7,
});

function reportOf(found: Finding, clientData?: Finding): VerifyReport {
  return {
    ok: false,
    server: { kind: 'embedded', version: '18.4' },
    migrations: [
      {
        version: 2n,
        name: 'a',
        up: '/repo/m/2_a.up.sql',
        down: '/repo/m/2_a.down.sql',
        verdicts: { ...onAllAxes(PASS), reversible: verdictOf([found]) },
        unpopulated: [],
        untried: [],
      },
    ],
    replayed: 1,
    cached: 0,
    findings: [
      {
        rule: 'empty-file',
        severity: 'warning',
        file: '/repo/m/1_b.up.sql',
        what: 'is empty',
        why: 'No.',
        fix: 'Fill it.',
      },
    ],
    uncovered: [],
    clientData: clientData && verdictOf([clientData]),
    notes: [],
    milliseconds: 5,
  };
}

function printOf(found: Finding): string | undefined {
  return reported(reportOf(found)).findings[0]?.fingerprint;
}

function severities(found: Finding): [string, string][] {
  return reported(reportOf(found)).findings.map(({ status, file }) => [status, file]);
}

function reported(report: VerifyReport) {
  return verifyReported(report, '/repo/m', { version: '1.2.3', base: '/repo' });
}

test('failures are errors at their place, with what differs and the SQL that fixes it', () => {
  const { findings, checked, command } = reported(reportOf(DIFFERS));
  expect(command).toBe('verify');
  expect(checked).toEqual(['/repo/m/2_a.up.sql', '/repo/m/2_a.down.sql']);
  expect(findings).toMatchObject([
    {
      code: 'down-differs',
      status: 'fail',
      file: '/repo/m/2_a.down.sql',
      line: 7,
      why: 'Up and down leave a difference.\n+ table public.a  (2_a.up.sql:3)',
      fix: 'Undo it.\nDROP TABLE a;',
    },
    { code: 'empty-file', status: 'warn', file: '/repo/m/1_b.up.sql' },
  ]);
});

test('a finding keeps its fingerprint when lines are added above, and has another when it is about something else', () => {
  const moved = { ...DIFFERS, line: 9, details: ['+ table public.a  (2_a.up.sql:5)'] };
  expect(printOf(moved)).toBe(printOf(DIFFERS));
  expect(printOf({ ...DIFFERS, details: ['+ table public.b  (2_a.up.sql:3)'] })).not.toBe(printOf(DIFFERS));
});

test('warnings stay warnings, accepted findings are left out, and findings without a file are reported on the up', () => {
  expect(severities({ ...DIFFERS, status: 'warn', file: undefined })[0]).toEqual(['warn', '/repo/m/2_a.up.sql']);
  expect(severities({ ...DIFFERS, status: 'waived' })).toEqual([['warn', '/repo/m/1_b.up.sql']]);
});

test('client data that does not load is a finding in its file', () => {
  const data = finding({ code: 'client-data-fails', status: 'fail', what: 'no', fix: 'Fix it.', file: '/data.sql' });
  expect(reported(reportOf(DIFFERS, data)).findings).toContainEqual(
    expect.objectContaining({ code: 'client-data-fails', status: 'fail', file: '/data.sql' }),
  );
});

/** A migration behind one that ends the chain. */
function unreached(version: bigint, status: 'fail' | 'waived'): MigrationVerdict {
  return {
    version,
    name: 'b',
    up: `/repo/m/${version}_b.up.sql`,
    down: `/repo/m/${version}_b.down.sql`,
    verdicts: {
      ...onAllAxes(skipped('not reached')),
      applies: verdictOf([
        finding({
          code: 'not-reached',
          status,
          what: 'not reached: 2_a ends the chain',
          fix: 'Correct it.',
          file: `/repo/m/${version}_b.up.sql`,
        }),
      ]),
    },
    unpopulated: [],
    untried: [],
  };
}

test('what was not tried is skipped in JUnit, or fails: it never counts as passed', () => {
  const report = reportOf(DIFFERS);
  const migrations = [...report.migrations, unreached(3n, 'fail'), unreached(4n, 'waived')];
  const junit = formatReported(reported({ ...report, migrations }), 'junit');
  expect(junit).toContain('tests="7" failures="2" errors="0" skipped="3"');
  expect(junit).toMatch(/name="m\/3_b.up.sql"[^/]+[^>]+>\s+<failure message="not reached: 2_a ends the chain"/);
  expect(junit.match(/<skipped message="[^"]+"/g)).toEqual([
    '<skipped message="not reached"',
    '<skipped message="not reached"',
    '<skipped message="not reached: 2_a ends the chain"',
  ]);
  // A warning of lint on a file does not mean that it was tried.
  const lint = { ...reported({ ...report, migrations: [] }), checked: [], skipped: new Map() };
  const warned = finding({ code: 'down-differs', status: 'warn', what: 'no guard', fix: 'Add it.' });
  const findings = [{ ...warned, file: '/repo/m/4_b.down.sql', fingerprint: '' }];
  const both = together('check', { ...lint, findings }, reported({ ...report, migrations }));
  expect(formatReported(both, 'junit')).toMatch(
    /skipped="3"[^]+name="m\/4_b.down.sql"[^>]+>\s+<skipped message="not reached"\/>\s+<system-out>.+no guard/,
  );
  for (const form of ['github', 'gitlab', 'sarif', 'markdown'] as const) {
    expect(formatReported(reported({ ...report, migrations }), form)).toContain('m/3_b.up.sql');
  }
});
