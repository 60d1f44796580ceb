import { expect, test } from 'vitest';

import type { FolderFinding } from '../../src/migrations/pairs/folder-finding.ts';
import { styleFor } from '../../src/report/style.ts';
import { formatVerifyReport } from '../../src/report/verify-report.ts';
import {
  finding,
  onAllAxes,
  PASS,
  skipped,
  verdictOf,
  type MigrationVerdict,
  type VerifyReport,
} from '../../src/verify/report/verdict.ts';

const METER: MigrationVerdict = {
  version: 1n,
  name: 'meter',
  up: '/m/1_meter.up.sql',
  down: '/m/1_meter.down.sql',
  verdicts: onAllAxes(PASS),
  unpopulated: [],
  untried: [],
};

const REPORT: VerifyReport = {
  ok: true,
  server: { kind: 'embedded', version: '18.4' },
  migrations: [METER],
  replayed: 0,
  cached: 0,
  findings: [],
  uncovered: [],
  clientData: undefined,
  notes: [],
  milliseconds: 400,
};

const FAILED = finding({
  code: 'down-differs',
  status: 'fail',
  what: 'up and down leave a difference',
  fix: 'Let the down undo exactly what the up does.',
  sql: ['DROP INDEX public.meter_site_idx'],
  details: ['+ index public.meter_site_idx (1_meter.up.sql:7)'],
  file: '/m/1_meter.down.sql',
});

const text = (report: Partial<VerifyReport>): string =>
  formatVerifyReport({ ...REPORT, ...report }, { style: styleFor(false, {}) }).join('\n');

test('a chain that is right takes a line for each migration', () => {
  expect(text({ clientData: PASS })).toMatchInlineSnapshot(`
    "version  migration  up  idempotent  down  data  re-up  session  resume  shadow
          1  meter      ok  ok          ok    ok    ok     ok       ok      ok

    client data: ok

    1 migration on PostgreSQL 18.4: 1 passed (400 ms)"
  `);
});

test('a finding says what, where, how to fix it and with which SQL', () => {
  const verdicts = { ...METER.verdicts, reversible: verdictOf([FAILED]) };
  const clientData = verdictOf([{ ...FAILED, code: 'client-data-fails', what: 'it does not load', line: 3 }]);
  expect(text({ migrations: [{ ...METER, verdicts }], clientData })).toMatchInlineSnapshot(`
    "version  migration  up  idempotent  down  data  re-up  session  resume  shadow
          1  meter      ok  ok          FAIL  ok    ok     ok       ok      ok

    1_meter
      ✗ down: up and down leave a difference (1_meter.down.sql)
          + index public.meter_site_idx (1_meter.up.sql:7)
        fix: Let the down undo exactly what the up does.
          DROP INDEX public.meter_site_idx;

    client data
      ✗ up: it does not load (1_meter.down.sql:3)
          + index public.meter_site_idx (1_meter.up.sql:7)
        fix: Let the down undo exactly what the up does.
          DROP INDEX public.meter_site_idx;

    1 migration on PostgreSQL 18.4: 0 passed, 1 failed, the client data failed (400 ms)"
  `);
});

test('a suppressed finding is shown with its reason and is not a failure', () => {
  const waived = { ...FAILED, status: 'waived' as const, waiver: 'nobody looks at it' };
  const report = text({ migrations: [{ ...METER, verdicts: { ...METER.verdicts, reversible: verdictOf([waived]) } }] });
  expect(report).toContain('- down: up and down leave a difference (waived: nobody looks at it)');
  expect(report).toContain('0 passed, 1 waived (400 ms)');
});

test('a long chain shows only what there is something to say of', () => {
  const many = Array.from({ length: 41 }, (_, index) => ({ ...METER, version: BigInt(index + 1) }));
  expect(text({ migrations: many })).toMatch(/^41 passed\n/);
  const failing = { ...METER, version: 99n, verdicts: { ...METER.verdicts, reversible: verdictOf([FAILED]) } };
  const report = text({ migrations: [...many, failing] });
  expect(report).toContain('     99  meter      ok  ok          FAIL');
  expect(report).toContain('… and 41 passed');
});

test('an untried step has a reason, leftovers on the server are a note, and each table without rows is shown once', () => {
  const unpopulated = [{ table: 'public.t', reason: 'no row satisfies the check c' }];
  const report = text({
    clientData: verdictOf([{ ...FAILED, code: 'not-reached', what: 'not reached: 1_meter ends the chain' }]),
    notes: ['the role r could not be dropped: it is needed'],
    migrations: [
      { ...METER, unpopulated },
      { ...METER, unpopulated },
    ],
  });
  expect(report).toMatch(/^client data\n {2}✗ up: not reached: 1_meter ends the chain/m);
  expect(report).toContain('note: the role r could not be dropped: it is needed');
  expect(report).toContain('could not be populated: public.t: no row satisfies the check c (2 times)');
});

test('the longest version and every verdict fit into 80 columns', () => {
  const verdicts = onAllAxes(verdictOf([{ ...FAILED, status: 'waived', waiver: 'known' }]));
  const longest = { ...METER, version: 2n ** 63n - 1n, name: 'a_name_that_is_long_enough', verdicts };
  const [titles = '', row = ''] = text({ migrations: [longest] }).split('\n');
  expect([titles.length, row.length].every((length) => length <= 80)).toBe(true);
  expect(row).toMatch(/^9223372036854775807 a_…/);
});

test('a problem of the folder has its own line, fits the width, and is counted at the end', () => {
  const found: FolderFinding = {
    rule: 'malformed-waiver',
    severity: 'error',
    file: '/m/1_meter.up.sql',
    line: 7,
    what: '"irreversibel gone" is neither "irreversible <reason>" nor "allow <axis or code> <reason>"',
    why: 'A comment that begins with our name is there to accept something, and this one accepts nothing.',
    fix: 'Write "-- elementaldb: irreversible <reason>", or let it begin with another word than this one.',
  };
  const notes = ['the role r could not be dropped, since it is the owner of something that is in another database'];
  const uncovered = ['operators that take no part in any of the classes which this version knows of, as it were'];
  const report = text({ ok: false, findings: [found, { ...found, severity: 'warning' }], notes, uncovered });
  expect(report.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(report).toMatch(/^✗ 1_meter\.up\.sql:7 "irreversibel gone" is/m);
  expect(report).toMatch(/: 1 passed, 1 error in the folder \(400 ms\)$/);
});

/** A migration after one that ended the chain. */
function unreached(version: bigint, status: 'fail' | 'waived' = 'fail'): MigrationVerdict {
  const what = 'not reached: 1_meter ends the chain';
  const found = finding({ code: 'not-reached', status, what, fix: 'Correct 1_meter.up.sql first.' });
  const verdicts = { ...onAllAxes(skipped('not reached')), applies: verdictOf([{ ...found, waiver: 'known' }]) };
  return { ...METER, version, name: 'later', verdicts };
}

test('migrations that were not reached and are accepted are named too', () => {
  const report = text({ migrations: [METER, unreached(2n, 'waived'), unreached(3n, 'waived')] });
  expect(report.replaceAll(/\n {8}/g, ' ')).toContain(
    'not reached\n  - up: not reached: 1_meter ends the chain: 2_later, 3_later (waived: known)\n',
  );
});

test('migrations that were not reached stand in one list, and count as such', () => {
  expect(text({ ok: false, migrations: [METER, unreached(2n), unreached(3n)] })).toMatchInlineSnapshot(`
    "version  migration  up  idempotent  down  data  re-up  session  resume  shadow
          1  meter      ok  ok          ok    ok    ok     ok       ok      ok
          2  later      -   -           -     -     -      -        -       -
          3  later      -   -           -     -     -      -        -       -

    not reached
      ✗ up: not reached: 1_meter ends the chain
          2_later, 3_later
        fix: Correct 1_meter.up.sql first.

    3 migrations on PostgreSQL 18.4: 1 passed, 2 not reached (400 ms)"
  `);
});
