import { describe, expect, test } from 'vitest';

import { assembleReport } from '../../../src/verify/report/assemble-report.ts';
import { AFTER_DIVERGENCE } from '../../../src/verify/report/merge-verdicts.ts';
import type { VerifyEntry } from '../../../src/findings/baseline.ts';
import { skipped, verdictOf, type MigrationVerdict, type VerifyReport } from '../../../src/verify/report/verdict.ts';
import { found, judged } from '../verdicts.ts';

type Report = Omit<VerifyReport, 'server' | 'milliseconds'>;

interface Given {
  /** The text of the up of each migration. */
  up?: string;
  baseline?: VerifyEntry[];
  populated?: boolean;
  clientData?: VerifyReport['clientData'];
  note?: string;
}

/** The report on these verdicts, after a chain of five. */
function report(
  verdicts: MigrationVerdict[],
  { up = '', baseline = [], populated = true, clientData, note }: Given = {},
): Report {
  const migration = { version: 1n, name: 'step', up: '1_step.up.sql', down: undefined };
  const source = { migration, up, down: undefined };
  return assembleReport(
    {
      found: {
        folder: '.',
        migrations: [],
        clientData: undefined,
        notLoaded: [],
        unmatchedPattern: undefined,
        findings: [],
      },
      ups: [],
      clientDataKey: undefined,
      clientData: undefined,
      prelude: undefined,
      version: 1n,
      key: '',
      migrationsKey: '',
      bytes: 0,
    },
    {
      chain: [source, source, source, source, source],
      selected: new Set([1n]),
      preludes: [],
      clientData: undefined,
      clientRows: undefined,
      populated,
      userRows: new Map(),
      ignoreRows: [],
      databaseName: 'elementaldb',
      note,
    },
    { checked: verdicts.map((each) => ({ ...each, source })), clientData, uncovered: [], notes: [] },
    baseline,
  );
}

const UNUSED = '-- elementaldb: allow shadowed known';

const rules = ({ findings }: Report): string[] => findings.map(({ rule }) => rule);

describe('a report is ok', () => {
  test('when there are warnings only', () => {
    expect(report([judged({ shadowed: [found('shadowed', 'warn')] })])).toMatchObject({ ok: true, replayed: 4 });
  });

  test('when all that fails is waived in the file', () => {
    const waived = report([judged({ shadowed: [found('shadowed')] })], { up: UNUSED });
    expect([waived.ok, rules(waived)]).toEqual([true, []]);
  });

  test.each<[string, Report]>([
    ['a migration fails', report([judged({ shadowed: [found('shadowed')] })])],
    ['the client data fails', report([judged()], { clientData: verdictOf([found('client-data-fails')]) })],
    ['a waiver cannot be read', report([judged()], { up: '-- elementaldb: allow' })],
  ])('but not when %s', (_, { ok }) => {
    expect(ok).toBe(false);
  });
});

test('a note on the selection of migrations is in the report', () => {
  expect(report([], { note: 'no migration has changed since main' }).notes).toEqual([
    'no migration has changed since main',
  ]);
});

describe('a waiver that accepts nothing is reported', () => {
  test('when every axis was checked', () => {
    expect(rules(report([judged()], { up: UNUSED }))).toEqual(['unused-waiver']);
  });

  test('but not without the populated pass', () => {
    expect(rules(report([judged()], { up: UNUSED, populated: false }))).toEqual([]);
  });

  test('but not when the populated pass ended before its end', () => {
    const unreached = judged();
    unreached.verdicts.dataPreserved = verdictOf([found('not-reached')]);
    expect(rules(report([unreached], { up: UNUSED }))).toEqual([]);
  });

  test('but not when the chain ended before its end', () => {
    const unreached = judged();
    unreached.verdicts.applies = skipped('an earlier up failed');
    expect(rules(report([judged(), unreached], { up: UNUSED }))).toEqual([]);
  });
});

describe('a finding in the baseline that no longer occurs', () => {
  const baseline: VerifyEntry[] = [{ version: '1', axis: 'idempotent', code: 'second-up-changes' }];

  test('is a note', () => {
    expect(report([judged()], { baseline }).notes).toEqual(['the baseline accepts 1 finding that no longer occurs']);
  });

  test('is not known without the populated pass', () => {
    expect(report([judged()], { baseline, populated: false }).notes).toEqual([]);
  });
});

/** A migration after one that diverges in the single session. */
function later(version: bigint): MigrationVerdict {
  const verdict = judged({}, version);
  return { ...verdict, verdicts: { ...verdict.verdicts, sessionIndependent: AFTER_DIVERGENCE } };
}

test('an accepted divergence in the single session does not look as if later migrations had passed there', () => {
  const verdicts = [judged({ sessionIndependent: [found('session-differs')] }), later(2n), later(3n)];
  const accepted = report(verdicts, { up: '-- elementaldb: allow session-differs known' });
  expect([accepted.ok, accepted.notes]).toEqual([
    true,
    [
      'in one session nothing is known about 2 later migrations: 1_step leads to another state there, which is accepted',
    ],
  ]);
  expect(report(verdicts).notes).toEqual([]);
});
