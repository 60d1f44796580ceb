import type * as v from 'valibot';

/** Values of a row by column; undefined for SQL NULL, null for JSON null. */
export type Row = Readonly<Record<string, unknown>>;

type Expected = v.GenericSchema | ((row: Row) => v.GenericSchema);

/** What a column may hold. A schema gets undefined for SQL NULL and null for JSON null. */
export interface ColumnRule {
  /** What every reader needs: with anything else an endpoint fails. */
  readonly readable?: Expected;
  /** What the services write themselves: with anything else a later job, the optimiser or the simulator may fail. */
  readonly written?: Expected;
  /** Whether it is a column of text that holds JSON. */
  readonly isJsonText?: boolean;
}

/** What the services read of a table. */
export interface TableRules {
  /** Schema and name, neither quoted. */
  readonly table: readonly [schema: string, name: string];
  /** Columns that say which row it is. */
  readonly key: readonly string[];
  /** Other columns by which the schema of a column is chosen. */
  readonly others?: readonly string[];
  readonly columns: Readonly<Record<string, ColumnRule>>;
}

/** The schema of a column in a row. */
export function schemaFor(expected: Expected, row: Row): v.GenericSchema {
  return typeof expected === 'function' ? expected(row) : expected;
}
