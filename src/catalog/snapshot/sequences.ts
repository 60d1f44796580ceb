import type { ClientBase } from 'pg';

import { compareTexts, type Assembly } from './snapshot-builder.ts';
import { runTolerantBatch, type Yield } from './batch.ts';
import {
  nextOfUnused,
  pairs,
  sameSequence,
  sequenceStates,
  sequenceValue,
  type SequenceState,
  type SequenceValue,
} from './sequence-values.ts';

/** The sequences that are described, by OID, and how far each has counted. */
export class Sequences {
  readonly #states = new Map<string, SequenceState>();
  /** The greatest values of columns that sequences were last compared with. */
  #maxima: ReadonlyMap<string, string | null> = new Map();
  #values: SequenceValue[] = [];

  /** Sorted by sequence; the same array as last time if none has changed. */
  get values(): SequenceValue[] {
    return this.#values;
  }

  oids(): string[] {
    return [...this.#states.keys()];
  }

  /** The columns, by table, whose greatest values sequences are compared with. */
  extremesByTable(): Map<string, string[]> {
    const columns = new Map<string, string[]>();
    for (const { comparable, table, ownColumn } of this.#states.values()) {
      if (comparable && table !== null && ownColumn !== null) {
        columns.set(table, [...(columns.get(table) ?? []), ownColumn]);
      }
    }
    return columns;
  }

  /** The sequences that are compared with columns of these tables. */
  comparedWith(tables: ReadonlySet<string>): SequenceState[] {
    return [...this.#states.values()].filter(
      ({ table, comparable }) => comparable && table !== null && tables.has(table),
    );
  }

  /**
   * Takes what LAST_VALUES yielded for the sequences that are known, then what SEQUENCE_STATES yielded for all sequences
   * or for the `touched` ones alone. Those that are not described are passed over.
   */
  follow(assembly: Assembly, states: Yield, touched: Iterable<string> = [], lastValues: string | null = null): void {
    for (const [oid, lastValue] of pairs(lastValues)) {
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
      if (assembly.entry(`pg_class/${oid}/0`)?.kind !== 'sequence') {
        this.#states.delete(oid);
      }
    }
  }

  /** Takes the last values, in the order of `oids`, while nothing else has changed. */
  async advance(client: ClientBase, values: readonly (string | null)[]): Promise<void> {
    [...this.#states.values()].forEach((state, i) => {
      state.lastValue = values[i] ?? null;
    });
    await this.compare(client, this.#maxima);
  }

  /** Compares the sequences with the greatest values of their columns, as far as those were read. */
  async compare(client: ClientBase, maxima: ReadonlyMap<string, string | null>): Promise<void> {
    this.#maxima = maxima;
    const states = [...this.#states.values()];
    const greatest = states.map(({ table, ownColumn, comparable }) =>
      comparable ? (maxima.get(`${table}.${ownColumn}`) ?? null) : null,
    );
    // Where one starts that has yielded nothing matters only if there are values to collide with.
    const unused = states.filter(({ lastValue }, i) => lastValue === null && greatest[i] !== null);
    const answers = await runTolerantBatch(
      client,
      unused.map(({ sequence }) => nextOfUnused(sequence)),
    );
    const firsts = new Map(unused.map(({ sequence }) => [sequence, firstCell(answers.shift())]));
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

/** The first cell of an answer; null where there is none. */
export function firstCell(answer: Yield | string | undefined): string | null {
  return typeof answer === 'object' ? (answer.rows[0]?.[0] ?? null) : null;
}
