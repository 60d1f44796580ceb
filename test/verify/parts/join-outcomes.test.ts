import { expect, test } from 'vitest';

import { joinOutcomes } from '../../../src/verify/parts/join-outcomes.ts';
import type { CheckedMigration, Outcome } from '../../../src/verify/report/pass-results.ts';
import { finding, onAllAxes, PASS, skipped, verdictOf } from '../../../src/verify/report/verdict.ts';
import { planOf } from './plan-of.ts';

const whole = planOf(3, [1, 2, 3]);

function outcomeOf(verdicts: Readonly<Record<number, CheckedMigration['verdicts']>>, rest: Partial<Outcome>): Outcome {
  const checked = whole.chain.flatMap((source): CheckedMigration[] => {
    const own = verdicts[Number(source.migration.version)];
    return own === undefined ? [] : [{ source, verdicts: own, unpopulated: [], untried: [] }];
  });
  return { checked, clientData: undefined, uncovered: [], notes: [], ...rest };
}

test('the part that a migration belongs to knows about it, in whatever order the parts come', () => {
  const failed = verdictOf([finding({ code: 'up-fails', status: 'fail', what: 'fails', fix: 'Correct it.' })]);
  const parts = [
    {
      part: { ...whole, selected: new Set([1n, 2n]) },
      outcome: outcomeOf({ 1: onAllAxes(PASS), 2: onAllAxes(failed) }, { uncovered: ['b', 'a'], notes: ['one'] }),
    },
    {
      part: { ...whole, selected: new Set([3n]) },
      outcome: outcomeOf(
        { 2: onAllAxes(skipped('the up failed')), 3: onAllAxes(skipped('not reached')) },
        { uncovered: ['c', 'a'], notes: ['one', 'two'], clientData: PASS },
      ),
    },
  ];
  const joined = joinOutcomes(whole, parts);
  expect(joined.checked.map(({ verdicts }) => verdicts.applies.status)).toEqual(['pass', 'fail', 'skipped']);
  expect(joined).toMatchObject({ clientData: PASS, uncovered: ['a', 'b', 'c'], notes: ['one', 'two'] });
  const { checked } = joinOutcomes(whole, parts.toReversed());
  expect(checked).toEqual(joined.checked);
});
