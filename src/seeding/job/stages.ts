import type { Dataset } from '../../energy/datasets/dataset.ts';
import { UsageError } from '../../support/errors.ts';

/** Datasets of one kind of index whose rows refer only to those of earlier stages, or to those before them of the same index. */
export interface Stage {
  per: Dataset['per'];
  /** In the order in which one index's rows are written. */
  datasets: readonly Dataset[];
}

/**
 * The datasets that are asked for and those that they need, in an order that foreign keys allow. All of a stage can be
 * written at the same time, index by index.
 *
 * @throws UsageError `NO_SUCH_DATASET`, `DATASETS_GO_ROUND`
 */
export function stagesOf(known: readonly Dataset[], names: readonly string[] | undefined): Stage[] {
  const wanted = withNeeds(known, names ?? known.map(({ name }) => name));
  const levels = new Map<string, number>();
  const order: Dataset[] = [];
  const visit = (dataset: Dataset, path: readonly string[]): number => {
    const done = levels.get(dataset.name);
    if (done !== undefined) {
      return done;
    }
    if (path.includes(dataset.name)) {
      throw new UsageError(`datasets need one another: ${[...path, dataset.name].join(' -> ')}`, {
        code: 'DATASETS_GO_ROUND',
        hint: 'Take a name out of "needs".',
      });
    }
    const level = Math.max(
      0,
      ...wanted
        .filter(({ name }) => dataset.needs.includes(name))
        .map((need) => visit(need, [...path, dataset.name]) + (need.per === dataset.per ? 0 : 1)),
    );
    levels.set(dataset.name, level);
    order.push(dataset);
    return level;
  };
  wanted.forEach((dataset) => visit(dataset, []));
  const most = Math.max(-1, ...levels.values());
  return Array.from({ length: most + 1 }, (_, level) => level).flatMap((level) =>
    KINDS.map((per) => ({
      per,
      datasets: order.filter((dataset) => dataset.per === per && levels.get(dataset.name) === level),
    })).filter(({ datasets }) => datasets.length > 0),
  );
}

const KINDS = ['world', 'place', 'client', 'site'] as const;

function withNeeds(known: readonly Dataset[], names: readonly string[]): Dataset[] {
  const byName = new Map(known.map((dataset) => [dataset.name, dataset]));
  const found = new Set<Dataset>();
  const add = (name: string, neededBy: string | undefined): void => {
    const dataset = byName.get(name);
    if (dataset === undefined) {
      throw noSuchDataset(name, [...byName.keys()], neededBy);
    }
    if (!found.has(dataset)) {
      found.add(dataset);
      dataset.needs.forEach((need) => add(need, name));
    }
  };
  names.forEach((name) => add(name, undefined));
  return known.filter((dataset) => found.has(dataset));
}

/** Of a name that no dataset has. */
export function noSuchDataset(name: string, known: readonly string[], neededBy?: string): UsageError {
  return new UsageError(`there is no dataset "${name}"${neededBy === undefined ? '' : `, which "${neededBy}" needs`}`, {
    code: 'NO_SUCH_DATASET',
    hint: `There are ${known.join(', ')}.`,
  });
}
