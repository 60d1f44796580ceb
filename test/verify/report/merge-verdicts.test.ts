import { describe, expect, test } from 'vitest';

import { AFTER_DIVERGENCE, mergeVerdicts, mergeWithCached } from '../../../src/verify/report/merge-verdicts.ts';
import type {
  CheckedMigration,
  EmptyTrialResult,
  PassResults,
  PopulatedTrialResult,
} from '../../../src/verify/report/pass-results.ts';
import { endedAt, NOTHING_FOUND } from '../../../src/verify/populated-pass/populated-pass.ts';
import { PASS, skipped, verdictOf, type Axis, type Finding } from '../../../src/verify/report/verdict.ts';
import { found, judged } from '../verdicts.ts';

const EFFECT = {
  grade: 'different' as const,
  objects: [],
  rows: [],
  sequences: [],
  sequencesBehind: [],
  uncovered: [],
};

function empty(findings: Partial<Record<Axis, Finding[]>> = {}, version = 1n): EmptyTrialResult {
  const migration = { version, name: 'step', up: `${version}_step.up.sql`, down: undefined };
  const { verdicts } = judged(findings, version);
  return { source: { migration, up: '', down: undefined }, verdicts, effect: EFFECT, insertedRows: [] };
}

function onRows(given: Partial<PopulatedTrialResult> = {}): PopulatedTrialResult {
  return { findings: new Map(), dataPreserved: PASS, upChangesRows: false, unpopulated: [], untried: [], ...given };
}

function merge(results: readonly EmptyTrialResult[], others: Partial<PassResults> = {}): CheckedMigration[] {
  return mergeVerdicts({
    empty: results,
    populated: new Map(),
    session: new Map(),
    onClientRows: new Map(),
    ...others,
  });
}

/** The status on an axis, and the codes found there. */
function on(axis: Axis, migration: CheckedMigration | undefined): string[] {
  const { status, findings } = migration?.verdicts[axis] ?? skipped('no migration');
  return [status, ...findings.map(({ code }) => code)];
}

describe('findings of the populated pass', () => {
  test('are added to those of the empty pass on the same axis', () => {
    const first = empty({ idempotent: [found('second-up-changes', 'warn')] });
    const populated = new Map([[1n, onRows({ findings: new Map([['idempotent', [found('second-up-fails')]]]) })]]);
    const [merged] = merge([first], { populated });
    expect(on('idempotent', merged)).toEqual(['fail', 'second-up-changes', 'second-up-fails']);
    expect(on('reversible', merged)).toEqual(['pass']);
  });

  test('decide whether data is preserved', () => {
    const lost = verdictOf([found('down-loses-rows')]);
    const [merged] = merge([empty()], { populated: new Map([[1n, onRows({ dataPreserved: lost })]]) });
    expect(on('dataPreserved', merged)).toEqual(['fail', 'down-loses-rows']);
  });

  test('replace a reason to skip the axis', () => {
    const findings = new Map([['dataPreserved' as const, [found('user-rows-fail')]]]);
    const populated = new Map([[1n, onRows({ findings, dataPreserved: skipped('the up fails on rows') })]]);
    expect(on('dataPreserved', merge([empty()], { populated })[0])).toEqual(['fail', 'user-rows-fail']);
  });

  test('withdraw the warning that the up changes nothing when it changes rows', () => {
    const first = empty({ applies: [found('up-changes-nothing', 'warn')] });
    const warned = (upChangesRows: boolean) =>
      on('applies', merge([first], { populated: new Map([[1n, onRows({ upChangesRows })]]) })[0]);
    expect(warned(true)).toEqual(['pass']);
    expect(warned(false)).toEqual(['warn', 'up-changes-nothing']);
  });

  test('belong to their version, as do tables without rows', () => {
    const unpopulated = [{ table: 'public.t', reason: 'no candidates' }];
    const merged = merge([empty(), empty({}, 2n)], { populated: new Map([[2n, onRows({ unpopulated })]]) });
    expect(merged.map((each) => each.unpopulated)).toEqual([[], unpopulated]);
  });

  test('are missing for a reason when the pass could not start', () => {
    const [merged] = merge([empty()], { populatedSkipped: 'the prelude failed' });
    expect(merged?.verdicts.dataPreserved).toEqual(skipped('not tried on rows: the prelude failed'));
  });
});

describe('the single session', () => {
  test('decides its axis, and leaves the reason where an up did not run', () => {
    const failed = {
      ...empty({}, 2n),
      verdicts: { ...empty().verdicts, sessionIndependent: skipped('the up failed') },
    };
    const session = new Map([[1n, verdictOf([found('session-differs')])]]);
    const merged = merge([empty(), failed], { session });
    expect(merged.map((each) => on('sessionIndependent', each))).toEqual([['fail', 'session-differs'], ['skipped']]);
  });

  test('is skipped for all when an up cannot be run a second time', () => {
    const first = empty();
    const notRepeatable = { source: first.source, finding: found('up-fails-again') };
    const merged = merge([first, empty({}, 2n)], { notRepeatable });
    expect(merged.map((each) => on('sessionIndependent', each))).toEqual([['skipped'], ['skipped']]);
    expect(merged.map((each) => on('applies', each))).toEqual([['fail', 'up-fails-again'], ['pass']]);
  });
});

test('an up that cannot be repeated and was not checked is reported at the last one that ran', () => {
  const last = { ...empty({}, 3n), effect: undefined };
  const notRepeatable = { source: empty().source, finding: found('up-fails-again') };
  const merged = merge([empty({}, 2n), last], { notRepeatable });
  expect(merged.map((each) => on('applies', each)[0])).toEqual(['fail', 'pass']);
});

test('no result of a pass is changed', () => {
  const first = Object.freeze(empty({ applies: [found('up-changes-nothing', 'warn')] }));
  const before = structuredClone(first);
  merge([first], {
    populated: new Map([[1n, onRows({ upChangesRows: true, findings: new Map([['applies', [found('up-fails')]]]) })]]),
    session: new Map([[1n, skipped('x')]]),
  });
  expect(first).toEqual(before);
});

describe('cached verdicts', () => {
  test('come in the order of the chain, and new ones replace them', () => {
    const [one, two, three] = merge([empty(), empty({}, 2n), empty({}, 3n)]);
    const fresh = merge([empty({ applies: [found('up-fails')] }, 2n)]);
    const merged = mergeWithCached(
      [1n, 2n, 3n],
      [three, two, one].flatMap((each) => each ?? []),
      fresh,
    );
    expect(merged.map((each) => on('applies', each)[0])).toEqual(['pass', 'fail', 'pass']);
  });

  test('are marked after a migration that diverges in the single session', () => {
    const cached = merge([empty({ sessionIndependent: [found('session-differs')] })]);
    const merged = mergeWithCached([1n, 2n], cached, merge([empty({}, 2n)]));
    expect(merged[1]?.verdicts.sessionIndependent).toBe(AFTER_DIVERGENCE);
  });
});

test('an up that does not run again keeps what else was found about it', () => {
  const first = empty({ applies: [found('sequence-behind', 'warn')] });
  const [merged] = merge([first], { notRepeatable: { source: first.source, finding: found('up-fails-again') } });
  expect(on('applies', merged)).toEqual(['fail', 'sequence-behind', 'up-fails-again']);
});

test('a populated pass that ends keeps what was found about migrations that it had tried', () => {
  const lost = onRows({ dataPreserved: verdictOf([found('down-loses-rows')]) });
  const { source } = empty();
  const ended = endedAt(
    source,
    found('up-fails-again'),
    new Map([
      [1n, NOTHING_FOUND],
      [2n, lost],
      [3n, NOTHING_FOUND],
    ]),
  );
  const codes = [...ended.values()].map(({ dataPreserved }) => dataPreserved.findings.map(({ code }) => code));
  expect(codes).toEqual([[], ['down-loses-rows'], ['not-reached']]);
});
