import { quoteIdentifier } from '../../../sql/quote.ts';
import { KEEP, UNDECIDED } from '../classify/judge.ts';
import { type NameHint, nameWords } from '../classify/name-hints.ts';
import type { ColumnGroup } from '../source/column-groups.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import { decide, type Decision, type PlanContext } from './decision.ts';

/** What a name can say of a number. */
const OF_NUMBERS: ReadonlyMap<NameHint, string> = new Map([
  ['phone', 'phone'],
  ['mpan', 'mpan'],
  ['mprn', 'mprn'],
  ['uprn', 'uprn'],
  ['coordinates', 'coordinates'],
  ['identifier', 'identifier'],
  ['postcode', 'identifier'],
  ['secret', 'identifier'],
]);

/** Whole numbers that are counted or computed, by their name. */
const MEASURE =
  /\b(?:at|ts|time|timestamp|epoch|date|ms|ns|us|size|bytes|length|count|total|sum|amount|cost|price|version|seq|sequence|checksum|hash|duration|offset|rows|id)$/;

/** Names of a series' time. */
const SERIES_TIME = /\b(?:ts|time|timestamp|datetime|date)$/;

/** The name, or the range of all values, tells what a number is. Its digits alone never make a rule: it is refused then. */
export async function judgeNumber(
  group: ColumnGroup,
  { hint, source }: { hint: NameHint; source: string },
  context: PlanContext,
): Promise<Decision> {
  const { root, followers } = group;
  const rule = OF_NUMBERS.get(hint);
  const isSurrogate = rule === 'identifier' && (followers.length > 0 || root.isUnique);
  if (rule !== undefined && !isSurrogate && (root.kind === 'number' || rule === 'coordinates')) {
    return decide(group, rule, `by its ${source}`);
  }
  const isOpen = !root.isArray && !isSeries(root, context);
  if (isOpen && root.kind === 'number' && !MEASURE.test(nameWords(root.name)) && (await areLong(root, context))) {
    return decide(group, UNDECIDED, 'whole numbers of 9 to 14 digits: telephone, meter or property?');
  }
  if (isOpen && (await isInPair(root, context))) {
    return decide(group, UNDECIDED, 'with a column beside it, degrees of places in Britain?');
  }
  return decide(group, KEEP, 'numbers', { isListed: false });
}

/** Whether a table holds readings over time: a time in a key, or one that is named so, beside numbers. */
export function isSeries({ table }: SourceColumn, { columns }: PlanContext): boolean {
  const own = columns.filter((column) => column.table === table);
  return (
    own.some((column) => column.kind === 'float' || column.baseType === 'numeric') &&
    own.some(
      ({ kind, isUnique, name }) =>
        (kind === 'time' || kind === 'date') && (isUnique || SERIES_TIME.test(nameWords(name))),
    )
  );
}

async function areLong(column: SourceColumn, { client }: PlanContext): Promise<boolean> {
  const name = quoteIdentifier(column.name);
  const { rows } = await client.query<{ are: boolean | null }>(
    `SELECT bool_and(${name} >= 100000000 AND ${name} < 100000000000000 AND ${name} = trunc(${name}::numeric)) AS are
       FROM ${column.table.sql}`,
  );
  return rows[0]?.are === true;
}

/** Degrees of latitude and longitude of the British Isles. */
const LATITUDE = [49.5, 61.5] as const;
const LONGITUDE = [-9, 2.5] as const;

/** Whether all values have three or more decimals in one of the ranges, and another column's in the other one. */
async function isInPair(column: SourceColumn, context: PlanContext): Promise<boolean> {
  const own = await rangeOf(column, context);
  if (own === undefined) {
    return false;
  }
  const others = context.columns.filter(
    (other) =>
      other.table === column.table &&
      other !== column &&
      !other.isArray &&
      (other.kind === 'float' || other.kind === 'number'),
  );
  for (const other of others) {
    if ((await rangeOf(other, context)) === (own === 'latitude' ? 'longitude' : 'latitude')) {
      return true;
    }
  }
  return false;
}

type Range = 'latitude' | 'longitude' | undefined;

async function rangeOf(column: SourceColumn, context: PlanContext): Promise<Range> {
  const known = context.ranges.get(column) ?? readRange(column, context);
  context.ranges.set(column, known);
  return known;
}

async function readRange(column: SourceColumn, { client }: PlanContext): Promise<Range> {
  if (column.kind === 'number' && column.baseType !== 'numeric') {
    return undefined;
  }
  const value = `${quoteIdentifier(column.name)}::numeric`;
  const { rows } = await client.query<{ latitude: boolean | null; longitude: boolean | null }>(
    `SELECT bool_and(value BETWEEN ${LATITUDE.join(' AND ')}) AS latitude, bool_and(value BETWEEN ${LONGITUDE.join(' AND ')}) AS longitude
       FROM (SELECT ${value} AS value FROM ${column.table.sql} WHERE ${quoteIdentifier(column.name)}::text !~ '[nN]') AS numbers
      HAVING bool_or(value <> round(value, 2))`,
  );
  return rows[0]?.latitude === true ? 'latitude' : rows[0]?.longitude === true ? 'longitude' : undefined;
}
