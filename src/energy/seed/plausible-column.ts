import type { Batch, CellValue, Column } from '../../seeding/load/batch.ts';
import type { NumberRange } from '../../seeding/job/accepted-values.ts';
import { cos, exp } from '../../seeding/random/exact-math.ts';
import { randomOf } from '../../seeding/random/random.ts';
import { uuidOf } from '../../seeding/random/uuid.ts';
import type { ColumnShape, TableShape, Types } from '../../seeding/schema/table-shape.ts';
import { bareType } from '../../seeding/schema/types.ts';

/** How a quantity goes through the year and the day. */
interface Quantity extends NumberRange {
  /** Matches a column's name. */
  name: RegExp;
  mean: number;
  /** What a summer, an afternoon and chance add, in the quantity's unit. */
  summer: number;
  afternoon: number;
  chance: number;
}

const UNBOUNDED = { least: -1e6, most: 1e6 };

/** By a word in a name; the first that fits, so that what is said of a quantity (its price, its share) comes before its unit. */
const QUANTITIES: readonly Quantity[] = [
  { name: /pence|(?:^|_)p_per_/, mean: 27, summer: -2, afternoon: 4, chance: 3, least: 0, most: 1e3 },
  {
    name: /cost|price|tariff|gbp|pounds/,
    mean: 0.27,
    summer: -0.02,
    afternoon: 0.04,
    chance: 0.03,
    least: 0,
    most: 1e3,
  },
  { name: /humid/, mean: 79, summer: -7, afternoon: -8, chance: 5, least: 15, most: 100 },
  { name: /percent|pct|(?:^|_)(?:soc|cover)$/, mean: 50, summer: 5, afternoon: 10, chance: 12, least: 0, most: 100 },
  {
    name: /kg_?co2.*per_kwh|(?:co2|carbon|emission).*kg_per_kwh/,
    mean: 0.13,
    summer: -0.015,
    afternoon: 0.02,
    chance: 0.03,
    least: 0,
    most: 0.6,
  },
  { name: /co2|carbon|emission/, mean: 130, summer: -15, afternoon: 20, chance: 30, least: 0, most: 600 },
  { name: /power_factor|(?:^|_)pf$/, mean: 0.94, summer: -0.01, afternoon: -0.02, chance: 0.02, least: 0.85, most: 1 },
  {
    name: /fraction|share|ratio|factor|efficiency/,
    mean: 0.5,
    summer: 0.05,
    afternoon: 0.1,
    chance: 0.1,
    least: 0,
    most: 1,
  },
  { name: /(?:^|_)cop$/, mean: 2.9, summer: 0.4, afternoon: 0.1, chance: 0.1, least: 1, most: 6 },
  {
    name: /(?:^|_)(?:kwh|energy|consumption|generation)/,
    mean: 12,
    summer: -3,
    afternoon: 5,
    chance: 1.5,
    least: 0,
    most: 1e4,
  },
  { name: /(?:^|_)(?:kw|power|load)(?:_|$)/, mean: 24, summer: -6, afternoon: 10, chance: 3, least: 0, most: 1e4 },
  {
    name: /(?:^|_)(?:m3|volume|litres?)(?:_|$)/,
    mean: 1.1,
    summer: -0.5,
    afternoon: 0.3,
    chance: 0.2,
    least: 0,
    most: 1e4,
  },
  { name: /temp|(?:^|_)(?:deg)?c$/, mean: 10.5, summer: 6.5, afternoon: 3, chance: 1.5, least: -25, most: 45 },
  { name: /speed/, mean: 4.8, summer: -0.6, afternoon: 0.6, chance: 1.8, least: 0, most: 45 },
  { name: /pressure|hpa/, mean: 1013, summer: 2, afternoon: 0, chance: 8, least: 940, most: 1055 },
  { name: /radiation|irradiance|ghi|w_m2/, mean: 60, summer: 60, afternoon: 160, chance: 40, least: 0, most: 1000 },
  { name: /people|occupan|count|number/, mean: 20, summer: 0, afternoon: 14, chance: 3, least: 0, most: 1e4 },
  { name: /area|m2$/, mean: 900, summer: 0, afternoon: 0, chance: 200, least: 1, most: 1e6 },
  {
    name: /year_built|built_year|construction_year/,
    mean: 1975,
    summer: 0,
    afternoon: 0,
    chance: 20,
    least: 1850,
    most: 2020,
  },
];

const ANYTHING: Quantity = { name: /^/, mean: 10, summer: 1, afternoon: 2, chance: 1, ...UNBOUNDED };

const NUMBERS = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);

/** Whether a column's name and type say what a value may be. */
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

/** What decides values besides the column itself. */
export interface PlausibleContext {
  /** Of the world. */
  seed: number;
  /** Values that the conditions on the column allow, as texts, if it has conditions. */
  accepted: readonly string[] | undefined;
  /** Numbers that they allow all of, if there are such among the plausible ones. */
  range: NumberRange | undefined;
}

/** Decimals that measured quantities are rounded to. */
const DECIMALS = 1000;

const YEAR = 365.25 * 86_400_000;
const DAY = 86_400_000;

/**
 * Values for a column that no dataset knows, by its name, its type and the unit that its name ends with, a function of the
 * world, the batch's dataset and the time of each row alone.
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

/** What tells one dataset's batches from another's: the values that are alike in all rows. */
function keyOf({ columns, rows }: Batch): string {
  const same = Object.entries(columns).flatMap(([name, column]) =>
    column.kind === 'same' && !['end_ts', 'valid_to', 'start_ts', 'valid_from'].includes(name) ? [column.value] : [],
  );
  return JSON.stringify([same, rows === 1]);
}

function timesOf({ columns, rows }: Batch): Float64Array {
  const time = ['start_ts', 'timestamp'].map((name) => columns[name]).find((column) => column?.kind === 'instants');
  return time?.kind === 'instants' ? time.values : new Float64Array(rows).fill(Date.UTC(2025, 0, 6, 12));
}

/** Chance is drawn for each day and half-hour by itself, so that a row is the same whatever is made beside it. */
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
