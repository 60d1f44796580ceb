/** What a cell may hold before it is encoded for its column: numbers for any numeric type, texts for all others. */
export type CellValue = string | number | bigint | boolean | null | readonly CellValue[] | JsonObject;

/** What goes into a `json` or `jsonb` column. */
export interface JsonObject {
  readonly [key: string]: CellValue;
}

/**
 * One column of a batch.
 *
 * - `same`: one value in every row.
 * - `numbers`: a number a row; NaN and the infinities are values, not NULL.
 * - `instants`: milliseconds since 1970-01-01T00:00:00Z.
 * - `values`: anything.
 */
export type Column =
  | { readonly kind: 'same'; readonly value: CellValue }
  | { readonly kind: 'numbers'; readonly values: Float64Array; readonly nulls?: Uint8Array | undefined }
  | { readonly kind: 'instants'; readonly values: Float64Array }
  | { readonly kind: 'values'; readonly values: readonly CellValue[] };

/** Rows of one table, column by column; all columns have `rows` entries. Columns that are not named get their default. */
export interface Batch {
  /** Schema and name, neither quoted. */
  readonly table: readonly [schema: string, name: string];
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
  /** SQL types of columns whose values do not show them, for the statement that creates a missing one. */
  readonly types?: Readonly<Record<string, string>>;
  /** What columns of newer schemas would hold in all rows, where they are of a type and have conditions that allow it. */
  readonly suggested?: Readonly<Record<string, string | number>>;
}
