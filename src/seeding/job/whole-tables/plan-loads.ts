import type { SeedDataset, Span } from '../dataset.ts';
import type { StageWork } from '../missing-units.ts';
import type { Stage } from '../stages.ts';
import { loadableTables } from './table-load.ts';
import type { Writing } from '../write-tasks.ts';

/** Datasets whose tables no other dataset of the stage fills. */
export interface PlannedLoad {
  /** As SQL names them. */
  readonly tables: readonly string[];
  readonly datasets: ReadonlySet<string>;
}

/** How the datasets of a stage are written: some first, then the loads beside one another, then those that need rows of loads. */
export interface StagePlan {
  readonly loads: readonly PlannedLoad[];
  /** Names of datasets. */
  readonly after: ReadonlySet<string>;
}

/** The plan of a stage. Loads with most rows come first, so that connections end together. */
export async function planLoads<C>(
  { client, schema, source, keys }: Writing<C>,
  { per, datasets }: Stage<C>,
  { missing }: StageWork,
  span: Span,
): Promise<StagePlan> {
  // Without the keys, rows wait for their triggers until the transaction ends.
  const wanted = keys === undefined ? [] : datasets.filter(({ name }) => (missing.get(name) ?? 0) > 0);
  const tablesOf = ({ tables }: SeedDataset<C>): string[] => tables.flatMap((path) => schema.find(...path)?.name ?? []);
  const loadable = await loadableTables(client, [...new Set(wanted.flatMap(tablesOf))]);
  const loaded = new Set(wanted.filter((dataset) => tablesOf(dataset).some((table) => loadable.has(table))));
  if (loaded.size === 0) {
    return { loads: [], after: new Set() };
  }
  const needsOf = transitiveNeeds(datasets);
  const needsLoaded = (dataset: SeedDataset<C>): boolean =>
    needsOf(dataset).some((need) => loaded.has(need));
  const between = datasets.filter(
    (dataset) =>
      !loaded.has(dataset) && needsLoaded(dataset) && [...loaded].some((other) => needsOf(other).includes(dataset)),
  );
  const index = source.kinds.get(per)?.()[0] ?? 0;
  const groups = grouped(
    [...loaded, ...between],
    (a, b) =>
      tablesOf(a).some((table) => loadable.has(table) && tablesOf(b).includes(table)) ||
      needsOf(a).includes(b) ||
      needsOf(b).includes(a),
  ).map((group) => ({
    tables: [...new Set(group.flatMap(tablesOf).filter((table) => loadable.has(table)))].toSorted(),
    datasets: new Set(group.map(({ name }) => name)),
    rows: group.reduce((sum, dataset) => {
      const counts = Object.values(dataset.countRows?.(source.context, index, span) ?? {});
      return sum + (missing.get(dataset.name) ?? 0) * counts.reduce((all, count) => all + count, 0);
    }, 0),
  }));
  const after = datasets.filter(
    (dataset) => !loaded.has(dataset) && !between.includes(dataset) && needsLoaded(dataset),
  );
  return { loads: groups.toSorted((a, b) => b.rows - a.rows), after: new Set(after.map(({ name }) => name)) };
}

/** All datasets of a stage that one needs, directly or not. */
function transitiveNeeds<C>(
  datasets: readonly SeedDataset<C>[],
): (dataset: SeedDataset<C>) => readonly SeedDataset<C>[] {
  const byName = new Map(datasets.map((dataset) => [dataset.name, dataset]));
  const known = new Map<SeedDataset<C>, SeedDataset<C>[]>();
  const needsOf = (dataset: SeedDataset<C>): SeedDataset<C>[] => {
    const found = known.get(dataset);
    if (found !== undefined) {
      return found;
    }
    const direct = dataset.needs.flatMap((name) => byName.get(name) ?? []);
    const all = [...new Set(direct.flatMap((need) => [need, ...needsOf(need)]))];
    known.set(dataset, all);
    return all;
  };
  return needsOf;
}

/** Items in groups, so that no two of different groups belong together. */
function grouped<Item>(items: readonly Item[], belong: (a: Item, b: Item) => boolean): Item[][] {
  let groups: Item[][] = [];
  for (const item of items) {
    const joined = groups.filter((group) => group.some((other) => belong(item, other)));
    groups = [...groups.filter((group) => !joined.includes(group)), [...joined.flat(), item]];
  }
  return groups;
}
