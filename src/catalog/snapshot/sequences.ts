import type { ClientBase } from 'pg';

import { runTolerantBatch, type StatementResult } from './batch.ts';
import {
  nextOfUnused,
  parsePairs,
  sameSequence,
  sequenceStates,
  sequenceValue,
  type SequenceState,
  type SequenceValue,
} from './sequence-values.ts';
import { compareTexts, type SnapshotBuilder } from './snapshot-builder.ts';

/** The current values of the described sequences. */
export class Sequences {
  readonly #states = new Map<string, SequenceState>();
  /** The greatest values of the columns in the last comparison. */
  #maxima: ReadonlyMap<string, string | null> = new Map();
  #values: SequenceValue[] = [];

  copy(): Sequences {
    const copy = new Sequences();
    this.#states.forEach((state, oid) => copy.#states.set(oid, { ...state }));
    copy.#maxima = this.#maxima;
    copy.#values = this.#values;
    return copy;
  }

  /** Sorted by sequence; the same array as before if none has changed. */
  get values(): SequenceValue[] {
    return this.#values;
  }

  oids(): string[] {
    return [...this.#states.keys()];
  }

  /** The columns, by table, whose greatest values are compared with a sequence. */
  columnsByTable(): Map<string, string[]> {
    const columns = new Map<string, string[]>();
    for (const { comparable, table, ownColumn } of this.#states.values()) {
      if (comparable && table !== null && ownColumn !== null) {
        columns.set(table, [...(columns.get(table) ?? []), ownColumn]);
      }
    }
    return columns;
  }

  /** The sequences that are compared with a column of these tables. */
  comparedWith(tables: ReadonlySet<string>): SequenceState[] {
    return [...this.#states.values()].filter(
      ({ table, comparable }) => comparable && table !== null && tables.has(table),
    );
  }

  /**
   * Sets the states from the result of SEQUENCE_STATES, for all sequences or for the `touched` ones. Ignores sequences
   * that are not described.
   *
   * @param lastValues the result of LAST_VALUES for the other sequences
   */
  update(
    builder: SnapshotBuilder,
    states: StatementResult,
    touched: Iterable<string> = [],
    lastValues: string | null = null,
  ): void {
    for (const [oid, lastValue] of parsePairs(lastValues)) {
      const state = this.#states.get(oid);
      if (state !== undefined) {
        state.lastValue = lastValue === '' ? null : lastValue;
      }
    }
    for (const oid of touched) {
      this.#states.delete(oid);
    }
    for (const state of sequenceStates(states)) {
      this.#states.set(state.oid, state);
    }
    for (const oid of this.#states.keys()) {
      if (builder.entry(`pg_class/${oid}/0`)?.kind !== 'sequence') {
        this.#states.delete(oid);
      }
    }
  }

  /** Sets the last values, in the order of `oids`. Nothing else may have changed. */
  async setLastValues(client: ClientBase, values: readonly (string | null)[]): Promise<void> {
    [...this.#states.values()].forEach((state, i) => {
      state.lastValue = values[i] ?? null;
    });
    await this.compare(client, this.#maxima);
  }

  /** Compares the sequences with those greatest values of their columns that were read. */
  async compare(client: ClientBase, maxima: ReadonlyMap<string, string | null>): Promise<void> {
    this.#maxima = maxima;
    const states = [...this.#states.values()];
    const greatest = states.map(({ table, ownColumn, comparable }) =>
      comparable ? (maxima.get(`${table}.${ownColumn}`) ?? null) : null,
    );
    // The first value of an unused sequence matters only if its column has values.
    const unused = states.filter(({ lastValue }, i) => lastValue === null && greatest[i] !== null);
    const results = await runTolerantBatch(
      client,
      unused.map(({ sequence }) => nextOfUnused(sequence)),
    );
    const firsts = new Map(unused.map(({ sequence }) => [sequence, firstCell(results.shift())]));
    this.#set(states.map((state, i) => sequenceValue(state, greatest[i] ?? null, firsts.get(state.sequence) ?? null)));
  }

  #set(values: readonly SequenceValue[]): void {
    const known = new Map(this.#values.map((value) => [value.sequence, value]));
    const sorted = values
      .map((value) => {
        const earlier = known.get(value.sequence);
        return earlier !== undefined && sameSequence(earlier, value) ? earlier : value;
      })
      .toSorted((a, b) => compareTexts(a.sequence, b.sequence));
    if (sorted.length !== this.#values.length || sorted.some((value, i) => value !== this.#values[i])) {
      this.#values = sorted;
    }
  }
}

/** The first cell of a result; null if there is none. */
export function firstCell(result: StatementResult | string | undefined): string | null {
  return typeof result === 'object' ? (result.rows[0]?.[0] ?? null) : null;
}
