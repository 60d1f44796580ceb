import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { ROW_ALIAS, type TableRows } from '../output/write-tables.ts';
import type { DumpTable } from '../tables/dump-table.ts';
import type { Reference } from './references.ts';

/** The name of a selection in queries. No table has it: in conditions, a table goes by its own name. */
const SELECTION = 'elementaldb_selection';

/**
 * How a row came into a slice. `own`: asked for, or a child of such a row. `context`: needed by the rows that were asked
 * for, so it is never left out; it may be an own row as well. `related`: needed by another row of its table.
 * `opened`: named without a key, as a dataset is, so rows that belong to it alone come with it.
 */
export interface Origin {
  asked?: boolean;
  own?: boolean;
  context?: boolean;
  related?: boolean;
  opened?: boolean;
}

/**
 * The rows of one table in a slice, by their places in the heap: in one snapshot these do not change. They are in a
 * temporary table, which a read-only transaction may write, so memory stays constant however many there are.
 */
export class SelectedRows {
  readonly table: DumpTable;
  /** How many rows have been added, and how many of them are own ones. */
  count = 0;
  ownCount = 0;
  /** Whether rows were asked for or marked as context. */
  hasContext = false;
  /** How many times rows have been added, marked or removed: as long as it is the same, a query has the same result. */
  changes = 0;
  readonly #client: Client;
  readonly #name: string;
  /** The columns by which rows refer to others or are referred to, with their names in the temporary table. */
  readonly #cells: ReadonlyMap<string, string>;

  private constructor(client: Client, table: DumpTable, name: string, cells: ReadonlyMap<string, string>) {
    this.#client = client;
    this.table = table;
    this.#name = name;
    this.#cells = cells;
  }

  /**
   * Makes empty selections, all in one round trip.
   *
   * @param keysOf further columns of a table whose values are asked for
   */
  static async create(
    client: Client,
    tables: readonly DumpTable[],
    references: readonly Reference[],
    keysOf: (table: DumpTable) => readonly string[],
  ): Promise<SelectedRows[]> {
    const made = tables.map((table, number) => SelectedRows.#define(client, table, number, references, keysOf(table)));
    await client.query(made.map(({ statement }) => statement).join(';\n'));
    return made.map(({ rows }) => rows);
  }

  static #define(
    client: Client,
    table: DumpTable,
    number: number,
    references: readonly Reference[],
    keys: readonly string[],
  ): { rows: SelectedRows; statement: string } {
    const used = new Set([
      ...keys,
      ...references.flatMap(({ child, columns, parent, parentColumns }) => [
        ...(child === table ? columns : []),
        ...(parent === table ? parentColumns : []),
      ]),
    ]);
    const columns = table.columns.filter(({ name }) => used.has(name));
    const name = `pg_temp.elementaldb_selected_${number}`;
    const definitions = columns.map(
      ({ type, collation }, place) => `, c${place} ${type}${collation === null ? '' : ` COLLATE ${collation}`}`,
    );
    const cells = new Map(columns.map((column, place) => [column.name, `c${place}`]));
    return {
      rows: new SelectedRows(client, table, name, cells),
      statement: `CREATE TEMPORARY TABLE ${name} (part oid, place tid, asked boolean, own boolean, context boolean, related boolean,
         opened boolean, tainted boolean${definitions.join('')})`,
    };
  }

  /**
   * Adds the rows that meet a condition and are not there yet; returns how many.
   *
   * @param condition SQL about the columns of the table, which has its own name in it
   */
  async add(
    condition: string,
    { asked = false, own = false, context = false, related = false, opened = false }: Origin,
  ): Promise<number> {
    const { sql, partitioned, name } = this.table;
    const at = quoteIdentifier(name);
    const columns = [...this.#cells.keys()].map((column) => `, ${at}.${quoteIdentifier(column)}`);
    // Prepared, so that the server takes one statement only, whatever the condition is.
    const result = await this.#client.query({
      text: `INSERT INTO ${this.#name} SELECT ${at}.tableoid, ${at}.ctid, ${asked}, ${own}, ${context}, ${related}, ${opened}, false${columns.join('')}
         FROM ${partitioned ? '' : 'ONLY '}${sql} WHERE (${condition}
         ) AND NOT EXISTS (SELECT FROM ${this.#name} AS ${SELECTION} WHERE ${SELECTION}.part = ${at}.tableoid AND ${SELECTION}.place = ${at}.ctid)`,
      name: `elementaldb_select_${++statements}`,
    });
    const added = result.rowCount ?? 0;
    if (added > 0) {
      this.count += added;
      this.changes += 1;
      this.ownCount += own ? added : 0;
      this.hasContext ||= asked || context;
      await this.#client.query(`ANALYZE ${this.#name}`);
    }
    return added;
  }

  /** Marks selected rows as needed by those that were asked for; returns how many. @param condition about the selection */
  async markAsContext(condition: string): Promise<number> {
    const result = await this.#client.query(
      `UPDATE ${this.#name} SET context = true WHERE NOT context AND NOT asked AND (${condition})`,
    );
    const marked = result.rowCount ?? 0;
    this.changes += marked;
    this.hasContext ||= marked > 0;
    return marked;
  }

  /** A query for values of the selected rows. @param where SQL about the flags of `Origin` and `tainted` */
  values(columns: readonly string[], where = 'NOT tainted'): string {
    return `SELECT ${this.#cellsOf(columns)} FROM ${this.#name} WHERE ${where}`;
  }

  /**
   * Marks the rows that meet a condition about the selection as not to be written; returns how many. Rows that were asked for,
   * and what these need, stay.
   */
  async taint(condition: string): Promise<number> {
    const result = await this.#client.query(
      `UPDATE ${this.#name} SET tainted = true WHERE NOT tainted AND NOT asked AND NOT context AND (${condition})`,
    );
    return result.rowCount ?? 0;
  }

  /** Marks rows in the same way, by a condition about the columns of the table, whose rows are `ROW_ALIAS`. */
  async taintByRow(condition: string): Promise<number> {
    const result = await this.#client.query(
      `UPDATE ${this.#name} AS ${SELECTION} SET tainted = true ${this.#rowsOf('FROM', 'WHERE')}
          AND NOT ${SELECTION}.tainted AND NOT ${SELECTION}.asked AND NOT ${SELECTION}.context AND (${condition})`,
    );
    return result.rowCount ?? 0;
  }

  /** The names of all members of the JSON in a column, at any depth. */
  async jsonMembers(column: string): Promise<Set<string>> {
    const { rows } = await this.#client.query<{ name: string }>(
      `SELECT DISTINCT pg_catalog.jsonb_object_keys(o) AS name FROM ${this.#name} AS ${SELECTION} ${this.#rowsOf('JOIN', 'ON')}
         CROSS JOIN LATERAL pg_catalog.jsonb_path_query(${ROW_ALIAS}.${quoteIdentifier(column)}::jsonb, '$.** ? (@.type() == "object")') AS o
        WHERE NOT ${SELECTION}.tainted`,
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** Joins the selection with its rows in the table. */
  #rowsOf(join: 'FROM' | 'JOIN', on: 'WHERE' | 'ON'): string {
    const { sql, partitioned } = this.table;
    return `${join} ${partitioned ? '' : 'ONLY '}${sql} AS ${ROW_ALIAS} ${on} ${ROW_ALIAS}.tableoid = ${SELECTION}.part AND ${ROW_ALIAS}.ctid = ${SELECTION}.place`;
  }

  /** Forgets the rows that were only added because others need them. */
  async removeNeeded(): Promise<void> {
    const result = await this.#client.query(
      `DELETE FROM ${this.#name} WHERE NOT own AND NOT context AND NOT related AND NOT tainted`,
    );
    this.count -= result.rowCount ?? 0;
    this.changes += 1;
  }

  /** The condition that columns of the selection have values among those of a query. */
  holds(columns: readonly string[], query: string): string {
    return `(${this.#cellsOf(columns)}) IN (${query})`;
  }

  /** The condition that no selected row has the value of an expression in a column. */
  lacks(column: string, expression: string): string {
    return `NOT EXISTS (SELECT FROM ${this.#name} AS ${SELECTION}
      WHERE NOT ${SELECTION}.tainted AND ${SELECTION}.${this.#cellsOf([column])} = ${expression})`;
  }

  #cellsOf(columns: readonly string[]): string {
    return columns.map((column) => this.#cells.get(column)).join(', ');
  }

  /** How many rows meet a condition about the selection. */
  async countWhere(condition: string): Promise<number> {
    const { rows } = await this.#client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${this.#name} WHERE ${condition}`,
    );
    return rows[0]?.count ?? 0;
  }

  /** Of some texts, those that no selected row has in a column. */
  async absent(column: string, texts: readonly string[]): Promise<string[]> {
    const { rows } = await this.#client.query<{ text: string }>(
      `SELECT text FROM unnest($1::text[]) AS text
        WHERE NOT EXISTS (SELECT FROM ${this.#name} AS ${SELECTION} WHERE ${SELECTION}.${this.#cellsOf([column])}::text = text)`,
      [texts],
    );
    return rows.map(({ text }) => text);
  }

  /** The rows, for writing. */
  rows(): TableRows {
    return {
      table: this.table,
      from: `FROM ${this.#name} AS ${SELECTION} ${this.#rowsOf('JOIN', 'ON')} WHERE NOT ${SELECTION}.tainted`,
    };
  }
}

/** Names of prepared statements are unique in a session. */
let statements = 0;
