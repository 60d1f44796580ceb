/** A row as JSON, by column. */
export type Row = Record<string, unknown>;

/** The rows of each table that has any. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

/** Rows of one table, or values of one column, that are there before the up and not after the down. */
export interface Loss {
  /** The table or column: `public.meter`, `public.meter.serial`. */
  place: string;
  lost: number;
  of: number;
  unit: 'row' | 'value';
  /** Where the up preserved it, so that the down lost it; undefined when the up destroyed it. */
  keptIn: string | undefined;
  /** Whether all values are there, but combined to other rows. */
  mixed: boolean;
}

/** The states before the up, between up and down, and after the down. */
export interface ThreeStates {
  before: Tables;
  between: Tables;
  after: Tables;
}

/**
 * What the state before the up has and the state after the down has not. NULL does not count, nor a time of today, which
 * says when the row was last written and cannot be restored.
 */
export function findLosses(states: ThreeStates): Loss[] {
  return [...states.before].flatMap(([table, rowsBefore]) => lossesOf(table, rowsBefore, states));
}

function lossesOf(table: string, rowsBefore: readonly Row[], states: ThreeStates): Loss[] {
  const rowsAfter = states.after.get(table) ?? [];
  const rowsBetween = states.between.get(table);
  if (rowsAfter.length < rowsBefore.length) {
    return rowLosses(table, rowsBefore, rowsAfter, states);
  }
  const columns = sharedColumns(rowsBefore, rowsAfter).filter((column) => !isWrittenNow(rowsBefore, rowsAfter, column));
  if (missingRows(rowsBefore, rowsAfter, columns) === 0) {
    return [];
  }
  const losses = columns.flatMap((column) =>
    valueLosses({ table, column, rowsBefore, rowsBetween, rowsAfter }, states),
  );
  if (losses.length > 0) {
    return losses;
  }
  const lost = missingRows(rowsBefore, rowsAfter, columns);
  return [{ place: table, lost, of: rowsBefore.length, unit: 'row', keptIn: table, mixed: true }];
}

function rowLosses(table: string, rowsBefore: readonly Row[], rowsAfter: readonly Row[], states: ThreeStates): Loss[] {
  const rowsBetween = states.between.get(table);
  const of = rowsBefore.length;
  const loss = { place: table, of, unit: 'row' as const, mixed: false };
  if (rowsBetween === undefined) {
    // The up emptied or dropped the table.
    return [{ ...loss, lost: of - rowsAfter.length, keptIn: movedRowsTo(rowsBefore, states) }];
  }
  // The columns that the up changed least identify the rows.
  const columns = leastChanged(rowsBefore, rowsBetween).filter(
    (column) => rowsAfter.length === 0 || columnsOf(rowsAfter).includes(column),
  );
  const kept = present(rowsBefore, rowsBetween, columns);
  const lostByDown = Math.min(missingRows(kept, rowsAfter, columns), of - rowsAfter.length);
  const lostByUp = of - rowsAfter.length - lostByDown;
  return [
    ...(lostByDown === 0 ? [] : [{ ...loss, lost: lostByDown, keptIn: table }]),
    ...(lostByUp === 0 ? [] : [{ ...loss, lost: lostByUp, keptIn: undefined }]),
  ];
}

interface ColumnStates {
  table: string;
  column: string;
  rowsBefore: readonly Row[];
  rowsBetween: readonly Row[] | undefined;
  rowsAfter: readonly Row[];
}

function valueLosses(
  { table, column, rowsBefore, rowsBetween = [], rowsAfter }: ColumnStates,
  states: ThreeStates,
): Loss[] {
  const values = valuesOf(rowsBefore, column);
  const gone = missing(values, valuesOf(rowsAfter, column)).length;
  if (gone === 0) {
    return [];
  }
  const place = `${table}.${column}`;
  const loss = { place, of: values.length, unit: 'value' as const, mixed: false };
  const lostSince = missing(intersection(values, valuesOf(rowsBetween, column)), valuesOf(rowsAfter, column)).length;
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

/** Fewer values may be found elsewhere by chance. */
const MIN_VALUES = 3;

/** A table that the up created or wrote to and that holds the values of every column of these rows. */
function movedRowsTo(rowsBefore: readonly Row[], { before, between }: ThreeStates): string | undefined {
  const distinctive = columnsOf(rowsBefore)
    .map((column) => valuesOf(rowsBefore, column))
    .filter((values) => new Set(values).size >= MIN_VALUES);
  const holds = (name: string, rows: readonly Row[]): boolean =>
    distinctive.every((values) =>
      newColumns(rows, before.get(name)).some((column) => missing(values, valuesOf(rows, column)).length === 0),
    );
  return distinctive.length === 0 ? undefined : [...between].find(([name, rows]) => holds(name, rows))?.[0];
}

/** A column that the up created or wrote to and that holds all these values. */
function movedValuesTo(values: readonly string[], { before, between }: ThreeStates): string | undefined {
  if (new Set(values).size < MIN_VALUES) {
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

/** The columns that did not exist before or held other values. */
function newColumns(rows: readonly Row[], earlier: readonly Row[] = []): string[] {
  const known = new Set(columnsOf(earlier));
  return columnsOf(rows).filter(
    (column) => !known.has(column) || missing(valuesOf(rows, column), valuesOf(earlier, column)).length > 0,
  );
}

/** The shared columns with the fewest missing values. */
function leastChanged(rowsBefore: readonly Row[], rowsBetween: readonly Row[]): string[] {
  const changed = sharedColumns(rowsBefore, rowsBetween).map((column) => ({
    column,
    count: missing(valuesOf(rowsBefore, column), valuesOf(rowsBetween, column)).length,
  }));
  const least = Math.min(...changed.map(({ count }) => count));
  return changed.filter(({ count }) => count === least).map(({ column }) => column);
}

/** Whether every new value of a column is a time of the last day, as in a column that says when a row was written. */
function isWrittenNow(rowsBefore: readonly Row[], rowsAfter: readonly Row[], column: string): boolean {
  const written = missing(valuesOf(rowsAfter, column), valuesOf(rowsBefore, column));
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

/** A number equals its text: a change of type keeps the value. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Those of the first without an equal among the second; each equal counts once. */
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

/** How many rows have no equal in these columns, where NULL equals any value. */
function missingRows(rowsBefore: readonly Row[], rowsAfter: readonly Row[], columns: readonly string[]): number {
  return rowsBefore.length - present(rowsBefore, rowsAfter, columns).length;
}

function present(rowsBefore: readonly Row[], among: readonly Row[], columns: readonly string[]): Row[] {
  const byColumns = new Map<string, Map<string, number>>();
  return rowsBefore.filter((row) => {
    const given = columns.filter((column) => row[column] !== null);
    const key = JSON.stringify(given);
    const left = byColumns.get(key) ?? countEach(among.map((other) => project(other, given)));
    byColumns.set(key, left);
    return take(left, project(row, given));
  });
}

function project(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => text(row[column])));
}
