import { valuesIn } from '../source/distinct-values.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import { type DegreeCounts, type DegreeRange, degreeRange, LATITUDE, LONGITUDE } from '../classify/degrees.ts';
import type { PlanContext } from './decision.ts';

/** Whether the numbers of a column may be degrees of a place, with another column beside it or in pairs. */
export async function areDegrees(column: SourceColumn, context: PlanContext): Promise<boolean> {
  const own = await rangeOf(column, context);
  if (own === undefined || own === 'both') {
    return own === 'both';
  }
  const others = context.columns.filter((other) => other.table === column.table && other !== column && !other.isArray);
  for (const other of others) {
    if ((await rangeOf(other, context)) === (own === 'latitude' ? 'longitude' : 'latitude')) {
      return true;
    }
  }
  return false;
}

async function rangeOf(column: SourceColumn, context: PlanContext): Promise<DegreeRange> {
  const known = context.ranges.get(column) ?? readRange(column, context);
  context.ranges.set(column, known);
  return known;
}

async function readRange(column: SourceColumn, { client }: PlanContext): Promise<DegreeRange> {
  const isDecimal = column.kind === 'float' || column.baseType === 'numeric' || column.kind === 'text';
  if (!isDecimal) {
    return undefined;
  }
  const { source, value } = valuesIn(column);
  const { rows } = await client.query<DegreeCounts>(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE number <> round(number, 2))::int AS precise,
            count(*) FILTER (WHERE number BETWEEN ${LATITUDE.join(' AND ')})::int AS latitudes,
            count(*) FILTER (WHERE number BETWEEN ${LONGITUDE.join(' AND ')})::int AS longitudes
       FROM (SELECT CASE WHEN ${value}::text ~ '^[-+]?\\d{1,9}(?:\\.\\d{1,20})?$' THEN ${value}::text::numeric ELSE ${column.kind === 'text' ? 1000 : 0} END AS number
               FROM ${source} WHERE ${value} IS NOT NULL) AS numbers
      WHERE number <> 0`,
  );
  const [counts] = rows;
  return counts === undefined ? undefined : degreeRange(counts);
}
