import { FIRST_USER_OID } from '../kinds/kind-query.ts';
import type { Yield } from './batch.ts';

/** How far a sequence has counted, which no comparison holds against a database. */
export interface SequenceValue {
  sequence: string;
  /** The last value drawn, as text because it may exceed a number's precision; null before the first. */
  lastValue: string | null;
  /** The column that the sequence belongs to. */
  column: string | null;
  /** The greatest value in that column; null if it is empty, was not read, or the sequence counts down. */
  columnMaximum: string | null;
  /** Whether the sequence will yield a value that is not above the column's greatest, so that an insert may collide. */
  behind: boolean;
}

/** A sequence as the server tells it, before the column's rows are read. */
export interface SequenceState {
  oid: string;
  sequence: string;
  lastValue: string | null;
  table: string | null;
  /** The column's name within its table, quoted where SQL needs it. */
  ownColumn: string | null;
  /** Whether the column's greatest value can be compared: it holds integers and the sequence counts up. */
  comparable: boolean;
}

/**
 * Statements for the values of all sequences, the second for those whose OIDs are its parameter. A value that may not be read counts as none.
 *
 * https://www.postgresql.org/docs/current/view-pg-sequences.html
 */
export const SEQUENCE_STATES = `
  SELECT c.oid, c.oid::regclass,
    CASE WHEN has_sequence_privilege(c.oid, 'USAGE, SELECT') THEN pg_sequence_last_value(c.oid) END,
    a.attrelid::regclass, quote_ident(a.attname),
    s.seqincrement > 0 AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
  FROM pg_sequence s
    JOIN pg_class c ON c.oid = s.seqrelid
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
      AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE c.oid >= ${FIRST_USER_OID} AND c.relpersistence <> 't'`;

export const SOME_SEQUENCE_STATES = `${SEQUENCE_STATES} AND c.oid = ANY ($1)`;

/** The values alone, as one text, of those among the parameter's OIDs that are still there. */
export const LAST_VALUES = `
  SELECT string_agg(seqrelid || '=' || coalesce(pg_sequence_last_value(seqrelid)::text, ''), ',')
  FROM pg_sequence WHERE seqrelid = ANY ($1)`;

/** The values by key of such a text. */
export function pairs(text: string | null): Map<string, string> {
  return new Map(
    (text ?? '').split(',').map((entry): [string, string] => {
      const [key = '', value = ''] = entry.split('=');
      return [key, value];
    }),
  );
}

/** What SEQUENCE_STATES yielded. */
export function sequenceStates({ rows }: Yield): SequenceState[] {
  return rows.map(([oid, sequence, lastValue, table, ownColumn, comparable]) => ({
    oid: `${oid}`,
    sequence: `${sequence}`,
    lastValue: lastValue ?? null,
    table: table ?? null,
    ownColumn: ownColumn ?? null,
    comparable: comparable === 't',
  }));
}

/** A statement for where a sequence of which nothing has been drawn will start, which RESTART and setval change. */
export function nextOfUnused(sequence: string): string {
  return `SELECT last_value FROM ${sequence}`;
}

/**
 * The finished facts of one sequence.
 *
 * @param first the value that the sequence will yield first, where it has yielded none
 */
export function sequenceValue(state: SequenceState, columnMaximum: string | null, first: string | null): SequenceValue {
  const { sequence, lastValue, table, ownColumn } = state;
  return {
    sequence,
    lastValue,
    column: table === null ? null : `${table}.${ownColumn}`,
    columnMaximum,
    behind: columnMaximum !== null && isBehind(BigInt(columnMaximum), lastValue, first),
  };
}

/** Whether both tell the same. */
export function sameSequence(a: SequenceValue, b: SequenceValue): boolean {
  return (
    a.lastValue === b.lastValue &&
    a.column === b.column &&
    a.columnMaximum === b.columnMaximum &&
    a.behind === b.behind &&
    a.sequence === b.sequence
  );
}

function isBehind(maximum: bigint, lastValue: string | null, first: string | null): boolean {
  if (lastValue !== null) {
    return BigInt(lastValue) < maximum;
  }
  return first !== null && BigInt(first) <= maximum;
}
