import type { Batch } from '../load/batch.ts';
import type { LeftOut } from './left-out.ts';

/** How far a seed job is. */
export interface SeedProgress {
  units: number;
  unitsInAll: number;
  rows: number;
  rowsPerSecond: number;
  /** Undefined until a unit of each dataset is written. */
  secondsLeft: number | undefined;
}

/** What was written: units and rows of each dataset, and rows of each table by its name as SQL needs it. */
export interface Written {
  units: Record<string, number>;
  datasetRows: Record<string, number>;
  tableRows: Record<string, number>;
  /** What the database has no place for, each once. */
  leftOut: LeftOut[];
  /** Of an export: the files that were written, and rows for files that several slices share. */
  files?: { readonly written: readonly WrittenFile[]; readonly shared: readonly SharedRows[] };
}

/** A file of a table that is complete. */
export interface WrittenFile {
  /** Schema and name, unquoted. */
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Rows for a file that several slices share. */
export interface SharedRows {
  readonly dataset: string;
  readonly batch: Batch;
}

interface Collected {
  tables: { table: string; rows: number }[];
  rows: number;
  units: number;
  leftOut: LeftOut[];
}

interface ProgressCounter {
  /** Adds units to be written, by dataset. */
  expect(units: ReadonlyMap<string, number>): void;
  add(written: Written): void;
  result(): Collected;
}

/** Counts what is written and estimates the rest, assuming that all units of a dataset have about as many rows. */
export function seedProgress(
  onProgress: ((progress: SeedProgress) => void) | undefined,
  now: () => number = () => performance.now(),
): ProgressCounter {
  const begun = now();
  const expected = new Map<string, number>();
  const units = new Map<string, number>();
  const datasetRows = new Map<string, number>();
  const tables = new Map<string, number>();
  const leftOut = new Map<string, LeftOut>();
  const report = (): SeedProgress => {
    const rows = sum(datasetRows);
    const rowsPerSecond = rows / Math.max(0.001, (now() - begun) / 1000);
    let rowsLeft = 0;
    let isKnown = rows > 0;
    for (const [dataset, count] of expected) {
      const done = units.get(dataset) ?? 0;
      const left = count - done;
      isKnown &&= left === 0 || done > 0;
      rowsLeft += done === 0 ? 0 : (left * (datasetRows.get(dataset) ?? 0)) / done;
    }
    const secondsLeft = isKnown ? rowsLeft / rowsPerSecond : undefined;
    return { units: sum(units), unitsInAll: sum(expected), rows, rowsPerSecond, secondsLeft };
  };
  return {
    expect: (more) => addAll(expected, more),
    add(written) {
      addAll(units, Object.entries(written.units));
      addAll(datasetRows, Object.entries(written.datasetRows));
      addAll(tables, Object.entries(written.tableRows));
      written.leftOut.forEach((each) => leftOut.set(each.reason, each));
      onProgress?.(report());
    },
    result: () => ({
      tables: [...tables].map(([table, rows]) => ({ table, rows })).toSorted((a, b) => (a.table < b.table ? -1 : 1)),
      rows: sum(tables),
      units: sum(units),
      leftOut: [...leftOut.values()].toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
    }),
  };
}

function addAll(counts: Map<string, number>, more: Iterable<readonly [string, number]>): void {
  for (const [key, count] of more) {
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
