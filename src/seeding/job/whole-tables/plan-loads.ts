import type { SeedDataset, Span } from '../dataset.ts';
import type { StageWork } from '../missing-units.ts';
import type { Stage } from '../stages.ts';
import type { Writing } from '../write-tasks.ts';
import { expectedRows } from './expected-rows.ts';
import { loadableTables } from './table-load.ts';

/** Datasets whose tables no other dataset of the stage fills. */
export interface PlannedLoad {
  /** As SQL names them. */
  readonly tables: readonly string[];
  /** Names of datasets. */
  readonly datasets: ReadonlySet<string>;
}

/** How the datasets of a stage are written: most first, then the loads beside one another, then those that need rows of loads. */
export interface StagePlan {
  readonly loads: readonly PlannedLoad[];
  /** Names of datasets. */
  readonly after: ReadonlySet<string>;
}

/** Tables that get fewer rows keep their indexes. */
const FEWEST = 10_000;

/** The plan of a stage. Loads with most rows come first, so that connections end together. */
export async function planLoads<C>(
  { client, schema, source, keys }: Writing<C>,
  { per, datasets }: Stage<C>,
  { missing }: StageWork,
  span: Span,
): Promise<StagePlan> {
  // Without the keys, rows wait for their triggers until the transaction ends.
  const wanted = keys === undefined ? [] : datasets.filter(({ name }) => (missing.get(name) ?? 0) > 0);
  const indices = source.kinds.get(per)?.() ?? [];
  const rows = expectedRows(schema, wanted, missing, { context: source.context, indices, span });
  const large = [...rows].filter(([, count]) => count >= FEWEST).map(([table]) => table);
  const loadable = await loadableTables(client, large);
  const tablesOf = ({ tables }: SeedDataset<C>): string[] =>
    tables.flatMap((path) => schema.find(...path)?.name ?? []).filter((table) => loadable.has(table));
  const loaded = wanted.filter((dataset) => tablesOf(dataset).length > 0);
  const needsOf = transitiveNeeds(datasets);
  const others = datasets.filter(
    (dataset) => !loaded.includes(dataset) && needsOf(dataset).some((need) => loaded.includes(need)),
  );
  const between = others.filter((dataset) => loaded.some((other) => needsOf(other).includes(dataset)));
  const groups = grouped(
    [...loaded, ...between],
    (a, b) =>
      tablesOf(a).some((table) => tablesOf(b).includes(table)) || needsOf(a).includes(b) || needsOf(b).includes(a),
  );
  const loads = groups.map((group) => {
    const tables = [...new Set(group.flatMap(tablesOf))].toSorted();
    return {
      tables,
      datasets: new Set(group.map(({ name }) => name)),
      rows: tables.reduce((sum, table) => sum + (rows.get(table) ?? 0), 0),
    };
  });
  return {
    loads: loads.toSorted((a, b) => b.rows - a.rows),
    after: new Set(others.filter((dataset) => !between.includes(dataset)).map(({ name }) => name)),
  };
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
