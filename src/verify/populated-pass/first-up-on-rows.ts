import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { messageOf } from '../../support/errors.ts';
import { judgeFailure } from '../report/describe-findings.ts';
import type { PopulatedTrial } from './populated-trial.ts';
import { dependsOnValues, isDataException, makeFit, fixOf, tableOf } from './row-failures.ts';

/** How often rows that an up cannot take are left out before its verdict on rows is given up. */
const MOST_EXCLUSIONS = 3;

/** The states before and after an up that the rows could be made to suit; undefined when they could not. */
export async function applyUpOnRows({
  bench,
  judged,
  add,
}: PopulatedTrial): Promise<{ before: CatalogSnapshot; after: CatalogSnapshot } | undefined> {
  const { migration, up } = judged.texts;
  for (let attempt = 0; attempt <= MOST_EXCLUSIONS; attempt += 1) {
    const before = await (attempt === 0 ? bench.prepare(judged) : bench.rebuild(judged));
    const run = await bench.run(up);
    if (run.ok) {
      return { before, after: await bench.look() };
    }
    if (isDataException(run)) {
      // A cast or a sum that our values are too odd for says nothing of the up.
      const what = bench.atBounds ? 'values at the bounds of their types' : 'made-up values';
      bench.refuse(
        tableOf(run, before) ?? 'every table',
        `${what} stand in the way of the up: ${messageOf(run.error)}`,
      );
      if (!bench.atBounds) {
        return undefined;
      }
      bench.keepFromBounds();
      continue;
    }
    const table = tableOf(run, before);
    if (table !== undefined && bench.isExcluded(table)) {
      // Rows that are not ours stand in the way: what there is to say was said.
      return undefined;
    }
    const doubtful = dependsOnValues(run, bench);
    const failure = await judgeFailure(run, {
      code: 'up-fails',
      what: doubtful ? 'the up fails where rows do not fit; of ours some do not' : 'on tables with rows the up fails',
      fix: doubtful
        ? `${makeFit(run)} Nothing, if all that production has fit; rows like those can be given as <version>.sql (--populate).`
        : fixOf(run),
      file: migration.up,
      sql: up,
      populated: true,
    });
    add('applies', [doubtful ? { ...failure, status: 'warn' } : failure]);
    if (table === undefined) {
      return undefined;
    }
    bench.exclude(table);
  }
  return undefined;
}
