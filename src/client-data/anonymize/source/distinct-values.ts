import type { Client } from 'pg';

import { quoteIdentifier } from '../../../sql/quote.ts';
import type { ColumnGroup } from './column-groups.ts';
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
   * All distinct values of columns that hang together but NULL, ordered by their bytes; of an array, its elements. Each is
   * written as COPY writes it: `inet` without the mask of a single address, `char(n)` with its spaces.
   *
   * The text form has equality where `json`, `point` and `xml` have none.
   */
  async *of({ root, sources }: Pick<ColumnGroup, 'root' | 'sources'>): AsyncGenerator<string, void> {
    const kept = this.#kept.get(root.id);
    if (kept !== undefined) {
      yield* kept;
      return;
    }
    const values: string[] = [];
    let characters = 0;
    for await (const value of this.#read(sources)) {
      characters += value.length + 16;
      if (characters <= KEPT_CHARACTERS) {
        values.push(value);
      }
      yield value;
    }
    if (characters <= KEPT_CHARACTERS) {
      this.#kept.set(root.id, values);
    }
  }

  async *#read(sources: readonly SourceColumn[]): AsyncGenerator<string, void> {
    const cursor = `elementaldb_values_${++this.#cursors}`;
    const all = sources.map(selectValues).join(' UNION ALL ');
    await this.#client.query(
      `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT DISTINCT value COLLATE "C" AS value FROM (${all}) AS given ORDER BY 1`,
    );
    const rows = sources.every(({ kind, isArray }) => kind === 'text' && !isArray) ? ROWS : LONG_ROWS;
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

/** Where the values of a column stand in SQL; of an array, its elements. */
export function valuesIn({ isArray, name, table }: SourceColumn): { source: string; value: string } {
  const column = quoteIdentifier(name);
  return isArray
    ? {
        source: `${table.sql} CROSS JOIN LATERAL pg_catalog.unnest(${column}) AS element(value)`,
        value: 'element.value',
      }
    : { source: table.sql, value: column };
}

function selectValues(column: SourceColumn): string {
  const { source, value } = valuesIn(column);
  // A cast to text differs from the output of some types; for these two it is the same, and faster.
  const text = /^(?:text|varchar)$/.test(column.baseType) ? `${value}::text` : `pg_catalog.format('%s', ${value})`;
  return `SELECT ${text} AS value FROM ${source} WHERE ${value} IS NOT NULL`;
}
