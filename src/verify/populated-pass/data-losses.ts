/** A row as JSON, by column. */
export type Row = Record<string, unknown>;

/** The rows of each table that has any. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

/** What became of the rows of one table, or the values of one column, between the state before the up and after the down. */
export interface Loss {
  /** Where it was: `public.meter`, `public.meter.serial`. */
  place: string;
  lost: number;
  of: number;
  unit: 'row' | 'value';
  /** Where it still was between up and down, so that the down lost it; undefined when the up itself had destroyed it. */
  keptIn: string | undefined;
  /** Whether all values are there, but no longer together in one row. */
  mixed: boolean;
}

/** The states before the up, between up and down, and after the down. */
export interface ThreeStates {
  before: Tables;
  between: Tables;
  after: Tables;
}

/**
 * What was there before the up and is not there after the down. NULL is nothing that could be lost, and a time of today
 * is when the row was last written, which nobody can bring back.
 */
export function findLosses(states: ThreeStates): Loss[] {
  return [...states.before].flatMap(([table, was]) => lossesOf(table, was, states));
}

function lossesOf(table: string, was: readonly Row[], states: ThreeStates): Loss[] {
  const is = states.after.get(table) ?? [];
  const mid = states.between.get(table);
  if (is.length < was.length) {
    return rowLosses(table, was, is, states);
  }
  const columns = sharedColumns(was, is).filter((column) => !isWrittenNow(was, is, column));
  if (missingRows(was, is, columns) === 0) {
    return [];
  }
  const losses = columns.flatMap((column) => valueLosses({ table, column, was, mid, is }, states));
  if (losses.length > 0) {
    return losses;
  }
  const lost = missingRows(was, is, columns);
  return [{ place: table, lost, of: was.length, unit: 'row', keptIn: table, mixed: true }];
}

function rowLosses(table: string, was: readonly Row[], is: readonly Row[], states: ThreeStates): Loss[] {
  const mid = states.between.get(table);
  const of = was.length;
  const loss = { place: table, of, unit: 'row' as const, mixed: false };
  if (mid === undefined) {
    // A table that is empty or gone between up and down.
    return [{ ...loss, lost: of - is.length, keptIn: movedRowsTo(was, states) }];
  }
  // What tells the rows apart: the columns that the up has changed least.
  const columns = steadiest(was, mid).filter((column) => is.length === 0 || columnsOf(is).includes(column));
  const kept = present(was, mid, columns);
  const lostByDown = Math.min(missingRows(kept, is, columns), of - is.length);
  const lostByUp = of - is.length - lostByDown;
  return [
    ...(lostByDown === 0 ? [] : [{ ...loss, lost: lostByDown, keptIn: table }]),
    ...(lostByUp === 0 ? [] : [{ ...loss, lost: lostByUp, keptIn: undefined }]),
  ];
}

interface ColumnStates {
  table: string;
  column: string;
  was: readonly Row[];
  mid: readonly Row[] | undefined;
  is: readonly Row[];
}

function valueLosses({ table, column, was, mid = [], is }: ColumnStates, states: ThreeStates): Loss[] {
  const values = valuesOf(was, column);
  const gone = missing(values, valuesOf(is, column)).length;
  if (gone === 0) {
    return [];
  }
  const place = `${table}.${column}`;
  const loss = { place, of: values.length, unit: 'value' as const, mixed: false };
  const lostSince = missing(intersection(values, valuesOf(mid, column)), valuesOf(is, column)).length;
  const lostByDown = Math.min(gone, lostSince);
  const carried = lostByDown > 0 ? place : movedValuesTo(values, states);
  if (carried !== undefined && carried !== place) {
    return [{ ...loss, lost: gone, keptIn: carried }];
  }
  return [
    ...(lostByDown === 0 ? [] : [{ ...loss, lost: lostByDown, keptIn: place }]),
    ...(gone === lostByDown ? [] : [{ ...loss, lost: gone - lostByDown, keptIn: undefined }]),
  ];
}

/** Fewer values than this are found elsewhere by chance. */
const FEWEST_VALUES = 3;

/** The table, one that the up has made or written to, that holds the values of every column of these rows. */
function movedRowsTo(was: readonly Row[], { before, between }: ThreeStates): string | undefined {
  const telling = columnsOf(was)
    .map((column) => valuesOf(was, column))
    .filter((values) => new Set(values).size >= FEWEST_VALUES);
  const holds = (name: string, rows: readonly Row[]): boolean =>
    telling.every((values) =>
      newColumns(rows, before.get(name)).some((column) => missing(values, valuesOf(rows, column)).length === 0),
    );
  return telling.length === 0 ? undefined : [...between].find(([name, rows]) => holds(name, rows))?.[0];
}

/** The column, one that the up has made or written to, that holds all these values. */
function movedValuesTo(values: readonly string[], { before, between }: ThreeStates): string | undefined {
  if (new Set(values).size < FEWEST_VALUES) {
    return undefined;
  }
  for (const [name, rows] of between) {
    const held = newColumns(rows, before.get(name)).find(
      (column) => missing(values, valuesOf(rows, column)).length === 0,
    );
    if (held !== undefined) {
      return `${name}.${held}`;
    }
  }
  return undefined;
}

/** The columns that were not there before, or held something else. */
function newColumns(rows: readonly Row[], earlier: readonly Row[] = []): string[] {
  const known = new Set(columnsOf(earlier));
  return columnsOf(rows).filter(
    (column) => !known.has(column) || missing(valuesOf(rows, column), valuesOf(earlier, column)).length > 0,
  );
}

/** The columns of both, of whose values the fewest are missing. */
function steadiest(was: readonly Row[], mid: readonly Row[]): string[] {
  const changed = sharedColumns(was, mid).map((column) => ({
    column,
    count: missing(valuesOf(was, column), valuesOf(mid, column)).length,
  }));
  const least = Math.min(...changed.map(({ count }) => count));
  return changed.filter(({ count }) => count === least).map(({ column }) => column);
}

/** Whether every new value of a column is a time of the last day: when a row was last written is no datum. */
function isWrittenNow(was: readonly Row[], is: readonly Row[], column: string): boolean {
  const written = missing(valuesOf(is, column), valuesOf(was, column));
  const now = Date.now();
  return (
    written.length > 0 &&
    written.every((value) => /^\d{4}-\d{2}-\d{2}[T ]/.test(value) && Math.abs(now - Date.parse(value)) < 86_400_000)
  );
}

function columnsOf(rows: readonly Row[]): string[] {
  return Object.keys(rows[0] ?? {});
}

function sharedColumns(a: readonly Row[], b: readonly Row[]): string[] {
  const known = new Set(columnsOf(b));
  return columnsOf(a)
    .filter((column) => known.has(column))
    .toSorted();
}

/** The values of a column that are not NULL. */
function valuesOf(rows: readonly Row[], column: string): string[] {
  return rows.flatMap((row) => (row[column] === null || row[column] === undefined ? [] : [text(row[column])]));
}

/** A number and its text are the same value: a change of type keeps them. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Those of the first that have no like among the second. */
function missing(wanted: readonly string[], among: readonly string[]): string[] {
  const left = countEach(among);
  return wanted.filter((value) => !take(left, value));
}

function intersection(wanted: readonly string[], among: readonly string[]): string[] {
  const left = countEach(among);
  return wanted.filter((value) => take(left, value));
}

function countEach(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function take(left: Map<string, number>, value: string): boolean {
  const rest = left.get(value) ?? 0;
  left.set(value, rest - 1);
  return rest > 0;
}

/** How many rows have no like in these columns, where a row with NULL is like one with any value in its place. */
function missingRows(was: readonly Row[], is: readonly Row[], columns: readonly string[]): number {
  return was.length - present(was, is, columns).length;
}

function present(was: readonly Row[], among: readonly Row[], columns: readonly string[]): Row[] {
  const byColumns = new Map<string, Map<string, number>>();
  return was.filter((row) => {
    const told = columns.filter((column) => row[column] !== null);
    const key = JSON.stringify(told);
    const left = byColumns.get(key) ?? countEach(among.map((other) => project(other, told)));
    byColumns.set(key, left);
    return take(left, project(row, told));
  });
}

function project(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => text(row[column])));
}
