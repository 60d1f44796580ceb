import type { ColumnSpec } from '../../sql/statement/table-spec.ts';

const RANK: Readonly<Record<string, number>> = { smallint: 1, integer: 2, bigint: 3, numeric: 4 };
const JSON_TYPES = new Set(['json', 'jsonb']);
const TEXT = new Set(['text', 'character varying', 'character', 'citext']);

/** Whether values that the old type holds may not fit into the new one, or lose a part of themselves. */
export function isNarrowing(old: ColumnSpec, to: ColumnSpec): boolean {
  if (old.type === to.type) {
    return isShorter(old.modifiers, to.modifiers);
  }
  if (TEXT.has(old.type)) {
    // JSON holds any text, if only as a string.
    return (!TEXT.has(to.type) && !JSON_TYPES.has(to.type)) || isShorter(old.modifiers, to.modifiers);
  }
  const [from, into] = [RANK[old.type], RANK[to.type]];
  if (from !== undefined && into !== undefined) {
    return from > into || (into === 4 && to.modifiers.length > 0);
  }
  return LOSING.has(`${old.type} > ${to.type}`);
}

const LOSING = new Set([
  'double precision > real',
  'double precision > integer',
  'double precision > bigint',
  'double precision > smallint',
  'real > integer',
  'real > bigint',
  'real > smallint',
  'timestamp with time zone > timestamp without time zone',
  'timestamp with time zone > date',
  'timestamp without time zone > date',
  'timestamp without time zone > time without time zone',
  'jsonb > json',
  'bigint > real',
  'bigint > double precision',
  'integer > real',
]);

/** No modifier is the longest. */
function isShorter(old: readonly number[], to: readonly number[]): boolean {
  return to.some((length, i) => length < (old[i] ?? Infinity));
}

/** Whether PostgreSQL changes the type without rewriting the table. */
export function isFreeChange(old: ColumnSpec, to: ColumnSpec): boolean {
  if (
    (isVarying(old.type) && isVarying(to.type)) ||
    (old.type === to.type && ['numeric', 'character varying', 'bit varying'].includes(old.type))
  ) {
    // The scale of a numeric has to stay.
    return !isShorter(old.modifiers, to.modifiers) && (to.modifiers[1] ?? old.modifiers[1]) === old.modifiers[1];
  }
  return (old.type === to.type && to.modifiers.length === 0) || (old.type === 'cidr' && to.type === 'inet');
}

function isVarying(type: string): boolean {
  return type === 'text' || type === 'character varying';
}
