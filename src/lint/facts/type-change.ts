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

/** Whether PostgreSQL changes the type without rewriting the table, if it computes no values. */
export function isFreeChange(old: ColumnSpec, to: ColumnSpec): boolean {
  const [from, into] = [familyOf(old.type), familyOf(to.type)];
  if (old.type === 'numeric' && to.type === 'numeric') {
    return (
      to.modifiers.length === 0 ||
      (!isShorter(old.modifiers.slice(0, 1), to.modifiers.slice(0, 1)) && isSameScale(old, to))
    );
  }
  if (from === into && HAS_LENGTH.has(from)) {
    return !isShorter(old.modifiers, to.modifiers);
  }
  if (from.startsWith('timestamp') && from === into) {
    return to.modifiers.every((digits) => digits >= FULL_PRECISION) || !isShorter(old.modifiers, to.modifiers);
  }
  return (old.type === to.type && to.modifiers.length === 0) || FREE.has(`${old.type} > ${to.type}`);
}

/** Whether the change is free while the session's TimeZone is UTC. */
export function isFreeInUtc(old: ColumnSpec, to: ColumnSpec): boolean {
  const [from, into] = [old.type, to.type].map((type) => type.replace(/with(?:out)? time zone$/, ''));
  return from === 'timestamp ' && isFreeChange(old, { ...to, type: from === into ? old.type : to.type });
}

/** Whether the indexes of the column have other operators afterwards, so that they are built again. */
export function changesOperators(old: ColumnSpec, to: ColumnSpec): boolean {
  return old.type !== to.type && (old.type === 'citext' || to.type === 'citext');
}

const HAS_LENGTH = new Set(['text', 'bit varying']);

/** Digits after the second; a timestamp has no more. */
const FULL_PRECISION = 6;

/** Types that are stored alike. */
const FREE = new Set([
  'cidr > inet',
  'xml > text',
  'oid > integer',
  'integer > oid',
  'oid > regclass',
  'oid > regtype',
  'oid > regproc',
]);

/** Text, with or without a length, is stored in one way. */
function familyOf(type: string): string {
  return type === 'character varying' || type === 'citext' ? 'text' : type;
}

function isSameScale(old: ColumnSpec, to: ColumnSpec): boolean {
  return old.modifiers.length > 0 && (old.modifiers[1] ?? 0) === (to.modifiers[1] ?? 0);
}
