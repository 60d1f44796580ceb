import type { ClientBase } from 'pg';

import type { Entry } from './assemble.ts';
import { runTolerantBatch, type Yield } from './batch.ts';
import { columnsByTable, noRows, planExtensionRows, planRows, readRows, rowHolders, type RowRead } from './rows.ts';
import {
  nextOfUnused,
  sequenceStates,
  sequenceValue,
  type SequenceState,
  type SequenceValue,
} from './sequence-values.ts';
import type { TableRows } from './table-rows.ts';

/** What a database holds, as opposed to how it is defined. */
export interface Contents {
  rows: TableRows[];
  sequences: SequenceValue[];
  /** A sentence for each table or sequence that could not be read. */
  unreadable: string[];
}

/**
 * Reads the rows of all tables and materialized views and compares sequences with their columns, in one round trip.
 *
 * @param sizes what TABLE_SIZES and EXTENSION_TABLES yielded, or null when rows are not wanted
 */
export async function readContents(
  client: ClientBase,
  entries: readonly Entry[],
  states: Yield,
  sizes: readonly [tables: Yield, extensions: Yield] | null,
): Promise<Contents> {
  const described = new Set(entries.filter(({ kind }) => kind === 'sequence').map(({ name }) => name));
  const sequences = sequenceStates(states).filter(({ sequence }) => described.has(sequence));
  if (sizes === null) {
    return { rows: [], sequences: sequences.map((state) => sequenceValue(state, null, null)), unreadable: [] };
  }
  const { reads, rows } = planReads(entries, sequences, sizes);
  const roots = rootMaxima(entries, sequences);
  const unused = sequences.filter(({ lastValue, comparable }) => lastValue === null && comparable);
  const answers = await runTolerantBatch(client, [
    ...reads.map(({ statement }) => statement),
    ...roots.map(({ table, ownColumn }) => `SELECT max(${ownColumn}) FROM ${table}`),
    ...unused.map(({ sequence }) => nextOfUnused(sequence)),
  ]);

  const unreadable: string[] = [];
  const maxima = new Map<string, string | null>();
  for (const read of reads) {
    const answer = answers.shift() ?? 'no answer';
    if (typeof answer === 'string') {
      unreadable.push(`rows of ${read.table}: ${answer}`);
      continue;
    }
    const facts = readRows(read, answer);
    rows.push(facts.rows);
    for (const [column, maximum] of facts.maxima) {
      maxima.set(`${read.table}.${column}`, maximum);
    }
  }
  for (const { table, ownColumn } of roots) {
    maxima.set(`${table}.${ownColumn}`, firstCell(answers.shift()));
  }
  const firsts = new Map(unused.map(({ sequence }) => [sequence, firstCell(answers.shift())]));
  const values = sequences.map((state) =>
    sequenceValue(state, maxima.get(`${state.table}.${state.ownColumn}`) ?? null, firsts.get(state.sequence) ?? null),
  );
  return { rows, sequences: values, unreadable };
}

/** Which tables to open, and the rows of those that need not be. */
function planReads(
  entries: readonly Entry[],
  sequences: readonly SequenceState[],
  [tables, extensions]: readonly [Yield, Yield],
): { reads: RowRead[]; rows: TableRows[] } {
  const sizes = new Map(tables.rows.map(([table, size]) => [table, size === null ? null : Number(size)]));
  const columns = columnsByTable(entries);
  const reads: RowRead[] = extensions.rows.map(planExtensionRows);
  const rows: TableRows[] = [];
  for (const holder of rowHolders(entries)) {
    const size = sizes.get(holder.name) ?? null;
    if (size === 0) {
      rows.push(noRows(holder.name));
    } else {
      const wanted = sequences.flatMap(({ table, ownColumn, comparable }) =>
        comparable && table === holder.name && ownColumn !== null ? [ownColumn] : [],
      );
      reads.push(planRows(holder.name, columns.get(holder) ?? [], size, wanted));
    }
  }
  return { reads, rows };
}

/** Columns with a sequence in partitioned tables, whose rows are spread over the partitions. */
function rootMaxima(entries: readonly Entry[], sequences: readonly SequenceState[]): SequenceState[] {
  const roots = new Set(
    entries.filter(({ definition }) => definition['partition key'] !== undefined).map(({ name }) => name),
  );
  return sequences.filter(({ table, comparable }) => comparable && table !== null && roots.has(table));
}

function firstCell(answer: Yield | string | undefined): string | null {
  return typeof answer === 'object' ? (answer.rows[0]?.[0] ?? null) : null;
}
