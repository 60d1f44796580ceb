import { FIRST_USER_OID } from '../kinds/kind-query.ts';
import type { StatementResult } from './batch.ts';

/** The current value of a sequence. It never makes two snapshots different. */
export interface SequenceValue {
  sequence: string;
  /** The last value returned, as text because it may exceed the precision of a number; null before the first. */
  lastValue: string | null;
  /** The column that the sequence belongs to. */
  column: string | null;
  /** The greatest value in that column; null if the column is empty or was not read, or the sequence descends. */
  columnMaximum: string | null;
  /** The next value is not above the column's greatest value, so an insert may violate a unique constraint. */
  behind: boolean;
}

/** The state of a sequence, before the column's rows are read. */
export interface SequenceState {
  oid: string;
  sequence: string;
  lastValue: string | null;
  table: string | null;
  /** The column's name within its table, quoted where SQL needs it. */
  ownColumn: string | null;
  /** Whether the column's greatest value can be compared: the column has integers and the sequence ascends. */
  comparable: boolean;
}

/**
 * A statement for the states of all sequences. A value without permission to read it is NULL.
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

/** The same for the OIDs in the parameter. */
export const SOME_SEQUENCE_STATES = `${SEQUENCE_STATES} AND c.oid = ANY ($1)`;

/** The last values of the sequences in the parameter that still exist, as one text. */
export const LAST_VALUES = `
  SELECT string_agg(seqrelid || '=' || coalesce(pg_sequence_last_value(seqrelid)::text, ''), ',')
  FROM pg_sequence WHERE seqrelid = ANY ($1)`;

/** The values by key in a text such as `1=2,3=4`. */
export function parsePairs(text: string | null): Map<string, string> {
  return new Map(
    (text ?? '').split(',').map((entry): [string, string] => {
      const [key = '', value = ''] = entry.split('=');
      return [key, value];
    }),
  );
}

/** Interprets the result of SEQUENCE_STATES. */
export function sequenceStates({ rows }: StatementResult): SequenceState[] {
  return rows.map(([oid, sequence, lastValue, table, ownColumn, comparable]) => ({
    oid: `${oid}`,
    sequence: `${sequence}`,
    lastValue: lastValue ?? null,
    table: table ?? null,
    ownColumn: ownColumn ?? null,
    comparable: comparable === 't',
  }));
}

/** A statement for the first value of an unused sequence, which RESTART and setval change. */
export function nextOfUnused(sequence: string): string {
  return `SELECT last_value FROM ${sequence}`;
}

/**
 * The description of one sequence.
 *
 * @param first the first value of an unused sequence
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
