import { describe, expect, test } from 'vitest';

import type { VerifyEntry } from '../../../src/findings/baseline.ts';
import { acceptBaseline, acceptClientData, verifyEntries } from '../../../src/verify/report/baseline.ts';
import { notTriedOnRows, skipped, UP_FAILS_ON_ROWS, verdictOf, type Axis } from '../../../src/verify/report/verdict.ts';
import { waive } from '../../../src/verify/report/waivers.ts';
import { found, judged } from '../verdicts.ts';

const FAILING = judged({
  reversible: [found('down-differs'), found('down-differs')],
  shadowed: [found('shadowed', 'warn')],
});

/** As it is written for `FAILING`, of which no details are known. */
const DIFFERS = { version: '1', axis: 'reversible', code: 'down-differs', details: [] } satisfies VerifyEntry;

/** A down that leaves these differences. */
const leaves = (...details: string[]) => judged({ reversible: [{ ...found('down-differs'), details }] });

/** An entry of an earlier run. */
const entryOn = (axis: Axis): VerifyEntry => ({ version: '1', axis, code: 'down-differs' });

describe('the entries of a report', () => {
  test('are its failures, each once, without warnings', () => {
    expect(verifyEntries({ migrations: [FAILING, judged({}, 2n)] })).toEqual([DIFFERS]);
    expect(verifyEntries({ migrations: [judged()] })).toEqual([]);
  });

  test('have the details of both passes', () => {
    const verdict = judged({
      reversible: [
        { ...found('down-differs'), details: ['~ rows public.t 2 -> 3 (0 lost, 1 new)', '- index public.i'] },
        { ...found('down-differs'), details: ['- index public.i  (1_a.up.sql:3)'] },
      ],
    });
    expect(verifyEntries({ migrations: [verdict] })).toEqual([
      { ...DIFFERS, details: ['- index public.i', '~ rows public.t'] },
    ]);
  });

  test('keep those of migrations that were not judged, in the order of versions', () => {
    const largest = String(2n ** 63n - 1n);
    const previous: VerifyEntry[] = [
      { ...DIFFERS, version: largest },
      { ...DIFFERS, version: '10' },
      { ...DIFFERS, version: '9' },
      { ...DIFFERS, code: 'down-fails' },
    ];
    const entries = verifyEntries({ migrations: [FAILING] }, previous);
    expect(entries.map(({ version }) => version)).toEqual(['1', '9', '10', largest]);
    expect(entries[0]).toEqual(DIFFERS);
  });

  test('keep those of an axis that was skipped', () => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = skipped('there is no down that runs');
    const kept = { version: '1', axis: 'dataPreserved', code: 'down-loses-rows' } as const;
    expect(verifyEntries({ migrations: [verdict] }, [kept, DIFFERS])).toEqual([kept]);
  });

  test('keep, without the populated pass, whatever it may have found', () => {
    const previous: VerifyEntry[] = [
      { ...DIFFERS, details: ['~ rows public.t'] },
      { ...DIFFERS, code: 'down-fails' },
    ];
    const entries = verifyEntries({ migrations: [leaves('- index public.i')] }, previous, { populated: false });
    expect(entries).toEqual([{ ...DIFFERS, details: ['- index public.i', '~ rows public.t'] }, previous[1]]);
  });

  test.each([
    ['ended before', verdictOf([found('not-reached')])],
    ['did not get there', notTriedOnRows()],
    ['was not possible', notTriedOnRows('the prelude failed')],
  ])('are kept on all axes of the populated pass where it %s', (_, dataPreserved) => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = dataPreserved;
    const onRows = (['applies', 'idempotent', 'reversible', 'dataPreserved', 'reappliable'] as const).map(entryOn);
    const others = (['sessionIndependent', 'resumable', 'shadowed'] as const).map(entryOn);
    const kept = verifyEntries({ migrations: [verdict] }, [...onRows, ...others]);
    expect(kept.filter(({ code }) => code !== 'not-reached')).toEqual(onRows);
    expect(acceptBaseline([verdict], [...onRows, ...others]).stale).toBe(others.length);
  });

  test('are kept where the up fails on rows, so that no later step was tried on them', () => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = UP_FAILS_ON_ROWS;
    const kept = [entryOn('idempotent'), entryOn('reversible'), entryOn('reappliable')];
    expect(verifyEntries({ migrations: [verdict] }, [entryOn('applies'), ...kept])).toEqual(kept);
  });

  test('of an axis are kept where the chain ended before', () => {
    const verdict = { ...judged({ applies: [found('not-reached')] }), version: 1n };
    const kept: VerifyEntry = { version: '1', axis: 'applies', code: 'up-rolls-back' };
    const notReached: VerifyEntry = { version: '1', axis: 'applies', code: 'not-reached', details: [] };
    expect(verifyEntries({ migrations: [verdict] }, [kept, notReached])).toEqual([notReached, kept]);
    expect(acceptBaseline([verdict], [kept]).stale).toBe(0);
  });

  test('for the client data stand at the end, and accept it', () => {
    const clientData = verdictOf([found('client-data-fails')]);
    const entries = verifyEntries({ migrations: [FAILING], clientData });
    expect(entries).toEqual([
      DIFFERS,
      { version: 'client-data', axis: 'applies', code: 'client-data-fails', details: [] },
    ]);
    expect(acceptClientData(clientData, entries).status).toBe('waived');
    expect(acceptClientData(clientData, [DIFFERS]).status).toBe('fail');
  });

  test('distinguish versions that a JSON number would not', () => {
    const { migrations } = acceptBaseline(
      [
        { ...FAILING, version: 2n ** 53n },
        { ...FAILING, version: 2n ** 53n + 1n },
      ],
      verifyEntries({ migrations: [{ ...FAILING, version: 2n ** 53n + 1n }] }),
    );
    expect(migrations.map(({ verdicts }) => verdicts.reversible.status)).toEqual(['fail', 'waived']);
  });
});

describe('findings that a baseline accepts', () => {
  test('is waived: this code on this axis of this version', () => {
    const others = judged({ reversible: [found('down-fails')], reappliable: [found('third-up-fails')] }, 1n);
    const { migrations, stale } = acceptBaseline([FAILING, others, { ...FAILING, version: 2n }], [DIFFERS]);
    expect(migrations.map(({ verdicts }) => verdicts.reversible.status)).toEqual(['waived', 'fail', 'fail']);
    expect(migrations[0]?.verdicts.reversible.findings[0]?.waiver).toBe('in the baseline');
    expect(stale).toBe(0);
  });

  test('match by content, wherever the statements are and whatever rows the tables have', () => {
    const was = leaves('+ table public.a (1 column)  (1_a.up.sql:7)', '~ rows public.b 1 -> 2 (0 lost, 1 new)');
    const baseline: VerifyEntry[] = [
      { ...DIFFERS, details: ['+ table public.a (1 column)', '+ table public.c (1 column)', '~ rows public.b'] },
    ];
    const { migrations, stale } = acceptBaseline([was], baseline);
    expect([migrations[0]?.verdicts.reversible.status, stale]).toEqual(['waived', 0]);
  });

  test('is not another object by the same code', () => {
    const baseline: VerifyEntry[] = [{ ...DIFFERS, details: ['+ table public.a (1 column)'] }];
    const { migrations, stale } = acceptBaseline([leaves('+ index public.b', '+ table public.a (1 column)')], baseline);
    expect(migrations[0]?.verdicts.reversible).toMatchObject({
      status: 'fail',
      findings: [{ status: 'fail', what: 'down-differs (more than the baseline accepts)' }],
    });
    expect(stale).toBe(0);
  });

  test('is every finding of the code, if the entry has no details', () => {
    const { migrations } = acceptBaseline(
      [leaves('+ index public.b')],
      [{ version: '1', axis: 'reversible', code: 'down-differs' }],
    );
    expect(migrations[0]?.verdicts.reversible.status).toBe('waived');
  });

  test('do not include that verify could not continue: nothing is known after that', () => {
    const stopped = judged({ applies: [found('verify-stopped')] });
    expect(verifyEntries({ migrations: [stopped] })).toEqual([]);
    const { migrations } = acceptBaseline([stopped], [{ version: '1', axis: 'applies', code: 'verify-stopped' }]);
    expect(migrations[0]?.verdicts.applies.status).toBe('fail');
    for (const subject of ['verify-stopped', 'applies'] as const) {
      const { verdict } = waive(stopped, [{ subject, reason: 'known', file: '', line: 1 }], { complete: true });
      expect(verdict.verdicts.applies.status).toBe('fail');
    }
  });

  test('are not warnings', () => {
    const { migrations } = acceptBaseline([FAILING], [{ version: '1', axis: 'shadowed', code: 'shadowed' }]);
    expect(migrations[0]?.verdicts.shadowed.status).toBe('warn');
  });

  test('are counted as fixed if a judged version no longer has them', () => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = skipped('there is no down that runs');
    const skippedAxis = { version: '1', axis: 'dataPreserved', code: 'down-loses-rows' } as const;
    expect(acceptBaseline([verdict], [DIFFERS, { ...DIFFERS, version: '2' }, skippedAxis]).stale).toBe(1);
  });
});
