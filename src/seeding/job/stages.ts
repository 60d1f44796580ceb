import { closestName } from '../../support/closest-name.ts';
import { InvalidOptionError, UsageError } from '../../support/errors.ts';
import type { SeedDataset } from './dataset.ts';

/** Datasets of one kind of index. Their rows refer only to rows of earlier stages, or to earlier ones of the same index. */
export interface Stage<C> {
  per: string;
  /** In the order in which the rows of one index are written. */
  datasets: readonly SeedDataset<C>[];
}

/**
 * The named datasets and those they need, in an order that foreign keys allow. The indices of a stage can be written in
 * parallel.
 *
 * @param kinds the kinds of index, in the order of the stages of one level
 * @param names all datasets if undefined
 * @throws InvalidOptionError; UsageError `DATASETS_GO_ROUND`
 */
export function stagesOf<C>(
  known: readonly SeedDataset<C>[],
  kinds: readonly string[],
  names: readonly string[] | undefined,
): Stage<C>[] {
  const wanted = withNeeds(known, names ?? known.map(({ name }) => name));
  const levels = new Map<string, number>();
  const order: SeedDataset<C>[] = [];
  const visit = (dataset: SeedDataset<C>, path: readonly string[]): number => {
    const done = levels.get(dataset.name);
    if (done !== undefined) {
      return done;
    }
    if (path.includes(dataset.name)) {
      throw new UsageError(`datasets need one another: ${[...path, dataset.name].join(' -> ')}`, {
        code: 'DATASETS_GO_ROUND',
        hint: 'Remove a name from "needs".',
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
  const count = Math.max(-1, ...levels.values()) + 1;
  return Array.from({ length: count }, (_, level) => level).flatMap((level) =>
    kinds
      .map((per) => ({
        per,
        datasets: order.filter((dataset) => dataset.per === per && levels.get(dataset.name) === level),
      }))
      .filter(({ datasets }) => datasets.length > 0),
  );
}

function withNeeds<C>(known: readonly SeedDataset<C>[], names: readonly string[]): SeedDataset<C>[] {
  const byName = new Map(known.map((dataset) => [dataset.name, dataset]));
  const found = new Set<SeedDataset<C>>();
  const add = (name: string, neededBy: string | undefined): void => {
    const dataset = byName.get(name);
    if (dataset === undefined) {
      throw unknownDataset(name, known, neededBy);
    }
    if (!found.has(dataset)) {
      found.add(dataset);
      dataset.needs.forEach((need) => add(need, name));
    }
  };
  names.forEach((name) => add(name, undefined));
  return known.filter((dataset) => found.has(dataset));
}

/** @param name perhaps that of a table, which is the name of a dataset for many users */
export function unknownDataset(
  name: string,
  known: readonly Pick<SeedDataset<never>, 'name' | 'tables'>[],
  neededBy?: string,
): InvalidOptionError {
  const names = known.map((dataset) => dataset.name);
  const ofTable = known.filter(({ tables }) =>
    tables.some(([schema, table]) => [table, `${schema}.${table}`].includes(name)),
  );
  const closest = closestName(name, names);
  const meant = ofTable.length > 0 ? ofTable.map((dataset) => dataset.name).join(', ') : closest;
  const needed = neededBy === undefined ? '' : `, needed by "${neededBy}"`;
  return new InvalidOptionError('datasets', {
    message: ofTable.length > 0 ? `"${name}" is a table, not a dataset${needed}` : `unknown dataset "${name}"${needed}`,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}Choose from ${names.join(', ')}.`,
  });
}
