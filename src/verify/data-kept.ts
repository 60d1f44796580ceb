import type { Snapshot } from '../catalog/snapshot.ts';
import type { Climbed } from './findings.ts';
import type { PopulatedBench } from './populated-bench.ts';
import { finding, type Finding } from './verdict.ts';

type Row = Record<string, unknown>;
type Tables = ReadonlyMap<string, readonly Row[]>;

/** What became of the rows of one table, or the values of one column, between the state before the up and after the down. */
interface Loss {
  /** Where it was: `public.meter`, `public.meter.serial`. */
  place: string;
  lost: number;
  of: number;
  unit: 'row' | 'value';
  /** Where it still was between up and down; undefined when the up itself had destroyed it. */
  keptIn: string | undefined;
}

/**
 * Tells which rows that were there before the up are not there after up and down, and whether the down lost them or
 * the up destroyed them, which no down could undo. Tables and columns that the down does not bring back at all are the
 * business of `reversible`.
 *
 * @throws StateLost
 */
export async function judgeDataKept(bench: PopulatedBench, judged: Climbed): Promise<Finding[]> {
  const { migration, up, down } = judged.texts;
  const before = await readAll(bench, await bench.rebuild(judged));
  const first = await bench.run(up);
  const between = await readAll(bench, await bench.look());
  const second = await bench.run(down);
  const after = await readAll(bench, await bench.look());
  if (!first.ok || !second.ok) {
    return [];
  }
  const losses = [...before].flatMap(([table, rows]) => lossesOf(table, rows, between, after.get(table)));
  const byDown = losses.filter(({ keptIn }) => keptIn !== undefined);
  const byUp = losses.filter(({ keptIn }) => keptIn === undefined);
  return [
    ...(byDown.length === 0
      ? []
      : [
          finding({
            code: 'down-loses-rows',
            status: 'fail',
            populated: true,
            what: 'the down loses what was there before the up, and the up had kept',
            mend: 'Let the down remove only what the up has added, and carry values back before it drops what holds them.',
            details: byDown.map(lossLine),
            file: migration.down,
          }),
        ]),
    ...(byUp.length === 0
      ? []
      : [
          finding({
            code: 'up-destroys-rows',
            status: 'warn',
            populated: true,
            what: 'irreversible by nature: the up destroys what no down can bring back',
            mend:
              'Keep the old column or table until nobody needs it, or accept it in the file: ' +
              '"-- elementaldb: allow data-kept <reason>".',
            details: byUp.map(lossLine),
            file: migration.up,
          }),
        ]),
  ];
}

async function readAll(bench: PopulatedBench, { objects, rows }: Snapshot): Promise<Tables> {
  const tables = new Set(objects.filter(({ kind }) => kind === 'table').map(({ name }) => name));
  return bench.rowsOf(rows.filter(({ table, count }) => count > 0 && tables.has(table)).map(({ table }) => table));
}

function lossLine({ place, lost, of, unit, keptIn }: Loss): string {
  const units = of === 1 ? unit : `${unit}s`;
  const where = keptIn === undefined ? '' : `, which the up had kept${keptIn === place ? '' : ` in ${keptIn}`}`;
  return `${place}: ${lost} of ${of} ${units} lost${where}`;
}

function lossesOf(table: string, was: readonly Row[], between: Tables, is: readonly Row[] | undefined): Loss[] {
  if (is === undefined) {
    // Without rows there are no columns to be seen; the catalog tells whether the table itself is back.
    const lost = was.length;
    return [{ place: table, lost, of: lost, unit: 'row', keptIn: keptRowsIn(table, was, between) }];
  }
  const columns = sharedColumns(was, is);
  const lost = missing(
    was.map((row) => project(row, columns)),
    is.map((row) => project(row, columns)),
  );
  if (lost === 0) {
    return [];
  }
  if (is.length < was.length) {
    return [
      {
        place: table,
        lost: was.length - is.length,
        of: was.length,
        unit: 'row',
        keptIn: keptRowsIn(table, was, between),
      },
    ];
  }
  return columns.flatMap((column) => {
    const values = valuesOf(was, column);
    const gone = missing(values, valuesOf(is, column));
    const keptIn = keptValuesIn(table, column, values, between);
    return gone === 0 ? [] : [{ place: `${table}.${column}`, lost: gone, of: values.length, unit: 'value', keptIn }];
  });
}

function sharedColumns(a: readonly Row[], b: readonly Row[]): string[] {
  const known = new Set(Object.keys(b[0] ?? {}));
  return Object.keys(a[0] ?? {})
    .filter((column) => known.has(column))
    .toSorted();
}

function project(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => text(row[column])));
}

function valuesOf(rows: readonly Row[], column: string): string[] {
  return rows.map((row) => text(row[column]));
}

/** A number and its text are the same value: a change of type keeps them. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** How many of the first have no like among the second. */
function missing(wanted: readonly string[], present: readonly string[]): number {
  const left = new Map<string, number>();
  for (const value of present) {
    left.set(value, (left.get(value) ?? 0) + 1);
  }
  return wanted.filter((value) => {
    const rest = left.get(value) ?? 0;
    left.set(value, rest - 1);
    return rest <= 0;
  }).length;
}

/** The table that held all rows between up and down, in the columns that it shared with the old one. */
function keptRowsIn(table: string, was: readonly Row[], between: Tables): string | undefined {
  const holds = (rows: readonly Row[]): boolean => {
    const columns = sharedColumns(was, rows);
    return (
      columns.length > 0 &&
      missing(
        was.map((row) => project(row, columns)),
        rows.map((row) => project(row, columns)),
      ) === 0
    );
  };
  const own = between.get(table);
  if (own !== undefined && holds(own)) {
    return table;
  }
  const others = [...between].filter(([name]) => name !== table);
  return others.find(([, rows]) => sharedColumns(was, rows).length > 1 && holds(rows))?.[0];
}

/** The column that held all values between up and down: the same one, or another to which they had been carried. */
function keptValuesIn(table: string, column: string, values: readonly string[], between: Tables): string | undefined {
  const own = between.get(table) ?? [];
  const isIn = (rows: readonly Row[], name: string): boolean => missing(values, valuesOf(rows, name)) === 0;
  if (own.length > 0 && column in (own[0] ?? {}) && isIn(own, column)) {
    return `${table}.${column}`;
  }
  if (new Set(values).size < 3) {
    // Too few to tell from others by chance.
    return undefined;
  }
  for (const [name, rows] of between) {
    const held = Object.keys(rows[0] ?? {}).find((each) => isIn(rows, each));
    if (held !== undefined) {
      return `${name}.${held}`;
    }
  }
  return undefined;
}
