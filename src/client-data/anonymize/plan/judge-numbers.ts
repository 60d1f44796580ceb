import { KEEP, UNDECIDED } from '../classify/judge.ts';
import type { NameHint } from '../classify/name-hints.ts';
import { suspectNumbers } from '../classify/suspect-numbers.ts';
import type { ColumnGroup } from '../source/column-groups.ts';
import { valuesIn } from '../source/distinct-values.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import { decide, type Decision, type PlanContext } from './decision.ts';
import { areDegrees } from './degrees.ts';

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

export const LONG_NUMBERS_REASON = 'whole numbers of 9 to 14 digits: telephone, meter or property?';
export const DEGREES_REASON = 'with numbers beside them, degrees of places in Britain?';

/** The name, or the range of most values, tells what a number is. Its digits alone never make a rule: it is refused then. */
export async function judgeNumber(
  group: ColumnGroup,
  { hint, source }: { hint: NameHint; source: string },
  context: PlanContext,
): Promise<Decision> {
  const { root, sources, followers } = group;
  const rule = OF_NUMBERS.get(hint);
  const isSurrogate = hint === 'identifier' && (followers.length > 0 || root.isUnique);
  if (rule !== undefined && !isSurrogate && (root.kind === 'number' || rule === 'coordinates')) {
    return decide(group, rule, `by its ${source}`);
  }
  if (hint === 'date') {
    return decide(group, UNDECIDED, `by its ${source} the date of a person, as a number`);
  }
  for (const column of sources) {
    if (root.kind === 'number' && (await areLong(column, context))) {
      return decide(group, UNDECIDED, LONG_NUMBERS_REASON);
    }
  }
  // Readings are in any range by chance.
  if (!context.series.has(root.table.id) && (await areDegrees(root, context))) {
    return decide(group, UNDECIDED, DEGREES_REASON);
  }
  return decide(group, KEEP, 'numbers', { isListed: false });
}

/** Whether at least half of the values but zero are long whole numbers. */
async function areLong(column: SourceColumn, { client }: PlanContext): Promise<boolean> {
  const suspect = suspectNumbers(column.name);
  if (suspect === undefined || column.baseType === 'int2') {
    return false;
  }
  const { source, value } = valuesIn(column);
  const { rows } = await client.query<{ are: boolean | null }>(
    `SELECT 2 * count(*) FILTER (WHERE ${value} >= ${suspect.from} AND ${value} < ${suspect.below} AND ${value} = trunc(${value}::numeric))
              >= nullif(count(*), 0) AS are
       FROM ${source} WHERE ${value} <> 0`,
  );
  return rows[0]?.are === true;
}
