import type { Batch, CellValue, Column } from '../../seeding/load/batch.ts';
import type { NumberRange } from '../../seeding/job/accepted-values.ts';
import { cos, exp } from '../../seeding/random/exact-math.ts';
import { randomOf } from '../../seeding/random/random.ts';
import { uuidOf } from '../../seeding/random/uuid.ts';
import type { ColumnShape, TableShape, Types } from '../../seeding/schema/table-shape.ts';
import { MOVES_WITH_SPAN } from '../../seeding/job/series.ts';
import { bareType } from '../../seeding/schema/type-hints.ts';

/** How a quantity changes over the year and the day. */
interface Quantity extends NumberRange {
  /** Matches a column's name. */
  name: RegExp;
  mean: number;
  /** What summer, afternoon and chance add, in the unit of the quantity. */
  summer: number;
  afternoon: number;
  chance: number;
}

const UNBOUNDED = { least: -1e6, most: 1e6 };

/**
 * By a word in a column's name; the first that fits counts, so prices and shares come before units. Name, mean, summer,
 * afternoon, chance, least and most.
 */
const QUANTITIES: readonly Quantity[] = (
  [
    [/pence|(?:^|_)p_per_/, 27, -2, 4, 3, 0, 1e3],
    [/cost|price|tariff|gbp|pounds/, 0.27, -0.02, 0.04, 0.03, 0, 1e3],
    [/humid/, 79, -7, -8, 5, 15, 100],
    [/percent|pct|(?:^|_)(?:soc|cover)$/, 50, 5, 10, 12, 0, 100],
    [/kg_?co2.*per_kwh|(?:co2|carbon|emission).*kg_per_kwh/, 0.13, -0.015, 0.02, 0.03, 0, 0.6],
    [/co2|carbon|emission/, 130, -15, 20, 30, 0, 600],
    [/power_factor|(?:^|_)pf$/, 0.94, -0.01, -0.02, 0.02, 0.85, 1],
    [/fraction|share|ratio|factor|efficiency/, 0.5, 0.05, 0.1, 0.1, 0, 1],
    [/(?:^|_)cop$/, 2.9, 0.4, 0.1, 0.1, 1, 6],
    [/(?:^|_)(?:kwh|energy|consumption|generation)/, 12, -3, 5, 1.5, 0, 1e4],
    [/(?:^|_)(?:kw|power|load)(?:_|$)/, 24, -6, 10, 3, 0, 1e4],
    [/(?:^|_)(?:m3|volume|litres?)(?:_|$)/, 1.1, -0.5, 0.3, 0.2, 0, 1e4],
    [/temp|(?:^|_)(?:deg)?c$/, 10.5, 6.5, 3, 1.5, -25, 45],
    [/speed/, 4.8, -0.6, 0.6, 1.8, 0, 45],
    [/pressure|hpa/, 1013, 2, 0, 8, 940, 1055],
    [/radiation|irradiance|ghi|w_m2/, 60, 60, 160, 40, 0, 1000],
    [/people|occupan|count|number/, 20, 0, 14, 3, 0, 1e4],
    [/area|m2$/, 900, 0, 0, 200, 1, 1e6],
    [/year_built|built_year|construction_year/, 1975, 0, 0, 20, 1850, 2020],
  ] as const
).map(([name, mean, summer, afternoon, chance, least, most]) => ({
  name,
  mean,
  summer,
  afternoon,
  chance,
  least,
  most,
}));

const ANYTHING: Quantity = { name: /^/, mean: 10, summer: 1, afternoon: 2, chance: 1, ...UNBOUNDED };

const NUMBERS = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);

/** Whether the name of a numeric column says what its values are. */
export function isPlausible({ name, type }: ColumnShape): boolean {
  return /double|real|numeric|integer|smallint|bigint/.test(type) && quantityOf(name) !== ANYTHING;
}

/** The possible and the usual range of a column's values, by its name; none if the name does not say. */
export function plausibleRanges(column: ColumnShape): NumberRange[] {
  if (!isPlausible(column)) {
    return [];
  }
  const { mean, summer, afternoon, chance, least, most } = quantityOf(column.name);
  const spread = Math.abs(summer) + Math.abs(afternoon) + 2 * chance;
  return [
    { least, most },
    { least: Math.max(least, mean - spread), most: Math.min(most, mean + spread) },
  ];
}

function quantityOf(name: string): Quantity {
  return QUANTITIES.find((quantity) => quantity.name.test(name)) ?? ANYTHING;
}

/** What the values of a column depend on, besides the column. */
export interface PlausibleContext {
  /** Of the world. */
  seed: number;
  /** Values that the conditions on the column allow, as text, if it has conditions. */
  accepted: readonly string[] | undefined;
  /** A plausible range of which they allow all numbers, if there is one. */
  range: NumberRange | undefined;
}

/** Measured quantities are rounded to 1 / DECIMALS. */
const DECIMALS = 1000;

const YEAR = 365.25 * 86_400_000;
const DAY = 86_400_000;

/**
 * Values for a column that no dataset knows, by its name, type and unit. They depend only on the seed, the batch's dataset
 * and the time of each row.
 */
export function plausibleColumn(
  types: Types,
  table: TableShape,
  { name, type, modifier }: ColumnShape,
  batch: Batch,
  { seed, accepted, range }: PlausibleContext,
): Column {
  const bare = bareType(types, type, modifier).type;
  const path = ['plausible', table.name, name, keyOf(batch)];
  if (
    range === undefined &&
    accepted !== undefined &&
    accepted.length > 0 &&
    bare?.bare !== 'json' &&
    bare?.bare !== 'jsonb'
  ) {
    return { kind: 'same', value: randomOf(seed, ...path).pick(accepted) };
  }
  if (bare !== undefined && NUMBERS.has(bare.bare)) {
    const values = quantities({ ...quantityOf(name), ...range }, timesOf(batch), seed, path);
    return { kind: 'numbers', values: bare.bare.startsWith('int') ? values.map((value) => Math.round(value)) : values };
  }
  if (bare?.kind === 'e') {
    return { kind: 'same', value: randomOf(seed, ...path).pick(bare.labels) };
  }
  if (['timestamptz', 'timestamp', 'date'].includes(bare?.bare ?? '')) {
    return { kind: 'values', values: [...timesOf(batch)] };
  }
  return {
    kind: 'same',
    value: PLAIN[bare?.bare ?? ''] ?? (bare?.bare === 'uuid' ? uuidOf(seed, ...path) : plainOf(bare?.element)),
  };
}

const PLAIN: Readonly<Record<string, CellValue>> = {
  text: 'synthetic',
  varchar: 'synthetic',
  bool: false,
  json: {},
  jsonb: {},
  interval: 1800,
};

function plainOf(element: string | null | undefined): CellValue {
  return element === null || element === undefined ? 'synthetic' : [];
}

/** Identifies the dataset of a batch: the values that are the same in all rows, and of every span. */
function keyOf({ columns, rows }: Batch): string {
  const same = Object.entries(columns).flatMap(([name, column]) =>
    column.kind === 'same' && !MOVES_WITH_SPAN.has(name) ? [column.value] : [],
  );
  return JSON.stringify([same, rows === 1]);
}

function timesOf({ columns, rows }: Batch): Float64Array {
  const time = ['start_ts', 'timestamp'].map((name) => columns[name]).find((column) => column?.kind === 'instants');
  return time?.kind === 'instants' ? time.values : new Float64Array(rows).fill(Date.UTC(2025, 0, 6, 12));
}

/** The random part depends on the day and the half-hour only, so a row does not depend on other rows. */
function quantities(
  { mean, summer, afternoon, chance, least, most }: Quantity,
  times: Float64Array,
  seed: number,
  path: readonly (string | number)[],
): Float64Array {
  let day = Number.NaN;
  let level = 0;
  return times.map((time) => {
    const today = Math.floor(time / DAY);
    if (today !== day) {
      day = today;
      level = randomOf(seed, ...path, day).normal();
    }
    const season = -cos((2 * Math.PI * (time - 20 * DAY)) / YEAR);
    const hours = ((time % DAY) - 0.6 * DAY) / DAY;
    const bell = exp(-24 * hours * hours) - 0.2;
    const slot = randomOf(seed, ...path, time).normal();
    const value = mean + summer * season + afternoon * bell + chance * (0.8 * level + 0.4 * slot);
    return Math.round(Math.min(most, Math.max(least, value)) * DECIMALS) / DECIMALS;
  });
}
