import type { Client } from 'pg';

/** The columns of a table that make a series. */
export interface SeriesColumns {
  /** Quoted and qualified. */
  table: string;
  /** Quoted, as are the others. */
  time: string;
  /**
   * Whether the time is that of an event, such as the creation of the row: then nothing is missing between two rows. Times
   * of a series are in a key, or tell the rows of a dataset apart.
   */
  isEvent: boolean;
  /** The values that are drawn; undefined where rows are counted instead. */
  value: string | undefined;
  unit: string | null;
  /** What tells the datasets of the table apart; undefined where it holds one. */
  dataset: string | undefined;
  /** Whether the values of `dataset` are names, and not ids. */
  isNamed: boolean;
}

interface Column {
  table: string;
  name: string;
  plain: string;
  type: string;
  comment: string | null;
  /** It is part of the primary key or of a unique index. */
  inKey: boolean;
  /** How many other columns that key has. */
  beside: number | null;
  isReference: boolean;
  isIdentity: boolean;
}

const COLUMNS = `
  SELECT format('%I.%I', n.nspname, c.relname) AS table, quote_ident(a.attname) AS name, a.attname AS plain,
    a.atttypid::regtype::text AS type, col_description(c.oid, a.attnum) AS comment,
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)) AS "inKey",
    (SELECT min(i.indnkeyatts) - 1 FROM pg_index i
      WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)) AS beside,
    EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey))
      AS "isReference",
    a.attidentity <> '' AS "isIdentity"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE format('%I.%I', n.nspname, c.relname) = ANY ($1)
    AND has_column_privilege(c.oid, a.attnum, 'SELECT')
  ORDER BY c.oid, a.attnum`;

const TIMES = new Set(['timestamp with time zone', 'timestamp without time zone', 'date']);
const FRACTIONS = new Set(['double precision', 'real', 'numeric']);
const WHOLE = new Set(['smallint', 'integer', 'bigint']);

/** When something was written, or ends: a series has rather another time. */
const SECOND_CHOICE = /created|updated|deleted|modified|inserted|imported|expires|^end|_end|until/i;

/** The series of tables: one for each that has a column of time. */
export async function seriesColumns(client: Client, tables: readonly string[]): Promise<SeriesColumns[]> {
  const { rows } = await client.query<Column>(COLUMNS, [tables]);
  return tables.flatMap((table) => {
    const columns = rows.filter((column) => column.table === table);
    const times = columns.filter(({ type }) => TIMES.has(type));
    const time = times.find(({ plain }) => !SECOND_CHOICE.test(plain)) ?? times[0];
    if (time === undefined) {
      return [];
    }
    const numbers = columns.filter(
      ({ type, inKey, isReference, isIdentity, plain }) =>
        (FRACTIONS.has(type) || WHOLE.has(type)) && !inKey && !isReference && !isIdentity && !/(?:^|_)id$/i.test(plain),
    );
    const value = numbers.find(({ type }) => FRACTIONS.has(type)) ?? numbers[0];
    const dataset = datasetColumn(columns, time);
    return [
      {
        table,
        time: time.name,
        isEvent: (!time.inKey && SECOND_CHOICE.test(time.plain)) || (!time.inKey && dataset === undefined),
        value: value?.name,
        unit: value === undefined ? 'rows' : unitOf(value),
        dataset: dataset?.name,
        isNamed: dataset !== undefined && dataset.type !== 'uuid' && !WHOLE.has(dataset.type),
      },
    ];
  });
}

/** The column `dataset_id`, or the one that makes a key with the time. */
function datasetColumn(columns: readonly Column[], time: Column): Column | undefined {
  const isKeyWithTime = time.inKey && time.beside === 1;
  return (
    columns.find(({ plain, inKey, beside }) => plain === 'dataset_id' && !(inKey && beside === 0)) ??
    (isKeyWithTime ? columns.find(({ inKey, beside, type }) => inKey && beside === 1 && !TIMES.has(type)) : undefined)
  );
}

const UNITS: readonly (readonly [pattern: RegExp, unit: string])[] = [
  [/\b(?:p|pence)\/kWh\b/i, 'p/kWh'],
  [/\bg(?:CO2e?)?\/kWh\b/i, 'g/kWh'],
  [/\bMWh\b|_mwh\b/i, 'MWh'],
  [/\bkWh\b|_kwh\b/i, 'kWh'],
  [/\bkW\b|_kw\b/i, 'kW'],
  [/°C|\bdeg C\b|\bdegrees Celsius\b/i, '°C'],
  [/\bW\/m(?:²|2)/i, 'W/m²'],
  [/\bm\/s\b/i, 'm/s'],
  [/\bm³|_m3\b/i, 'm³'],
  [/£|\bGBP\b/, '£'],
  [/%|\bper cent\b/, '%'],
];

/** The unit that the name or the comment of a column has. */
function unitOf({ plain, comment }: Column): string | null {
  return UNITS.find(([pattern]) => pattern.test(plain) || pattern.test(comment ?? ''))?.[1] ?? null;
}
