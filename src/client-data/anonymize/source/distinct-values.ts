import type { Client } from 'pg';

import { quoteIdentifier } from '../../../sql/quote.ts';
import type { SourceColumn } from './read-columns.ts';

/** Rows of one FETCH; long values are fetched in smaller steps. */
const ROWS = 2000;
const LONG_ROWS = 50;

/** Up to so many characters of a column are kept for the later steps of a plan. */
const KEPT_CHARACTERS = 256 * 1024;

/** Reads the distinct values of columns, each as text, in a fixed order, in constant memory. */
export class DistinctValues {
  readonly #client: Client;
  readonly #kept = new Map<string, readonly string[]>();
  #cursors = 0;

  /** @param client in a transaction, whose state all reads see */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * All distinct values of a column but NULL, ordered by their bytes; of an array, its elements.
   *
   * The text form has equality where `json`, `point` and `xml` have none.
   */
  async *of(column: SourceColumn): AsyncGenerator<string, void> {
    const kept = this.#kept.get(column.id);
    if (kept !== undefined) {
      yield* kept;
      return;
    }
    const values: string[] = [];
    let characters = 0;
    for await (const value of this.#read(column)) {
      characters += value.length + 16;
      if (characters <= KEPT_CHARACTERS) {
        values.push(value);
      }
      yield value;
    }
    if (characters <= KEPT_CHARACTERS) {
      this.#kept.set(column.id, values);
    }
  }

  async *#read(column: SourceColumn): AsyncGenerator<string, void> {
    const name = quoteIdentifier(column.name);
    const source = column.isArray
      ? `${column.table.sql} CROSS JOIN LATERAL pg_catalog.unnest(${name}) AS element(value)`
      : column.table.sql;
    const value = column.isArray ? 'element.value' : name;
    const cursor = `elementaldb_values_${++this.#cursors}`;
    await this.#client.query(
      `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT DISTINCT ${value}::text COLLATE "C" AS value FROM ${source}
        WHERE ${value} IS NOT NULL ORDER BY 1`,
    );
    const rows = column.kind === 'text' && !column.isArray ? ROWS : LONG_ROWS;
    let isFailed = false;
    try {
      for (;;) {
        const result = await this.#client.query<{ value: string }>(`FETCH ${rows} FROM ${cursor}`);
        for (const row of result.rows) {
          yield row.value;
        }
        if (result.rows.length < rows) {
          break;
        }
      }
    } catch (error) {
      isFailed = true;
      throw error;
    } finally {
      // A failed query has ended the transaction, and the cursor with it.
      if (!isFailed) {
        await this.#client.query(`CLOSE ${cursor}`);
      }
    }
  }
}
