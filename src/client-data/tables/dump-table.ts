/** A column of a table whose rows are dumped. Names are as they are, unquoted. */
export interface DumpColumn {
  name: string;
  /** As `format_type` writes it, with its modifier: `character varying(20)`, `public.latlon`. */
  type: string;
  /** The type below a domain, without its modifier: `character varying`, `numeric`. */
  baseType: string;
  /** Its collation for SQL, unless it is that of its type. */
  collation: string | null;
  nullable: boolean;
  /** Whether its value is computed from other columns; such columns are not in a dump. */
  generated: boolean;
  /** Whether it has a default, which gives other values in each database if it is random or the time. */
  hasDefault: boolean;
  /** Whether it is GENERATED ALWAYS AS IDENTITY: COPY sets its values, UPDATE cannot. */
  alwaysIdentity: boolean;
  comment: string | null;
}

/** A primary key or unique constraint or index, over columns only and over all rows. */
export interface DumpKey {
  name: string;
  columns: readonly string[];
  primary: boolean;
}

export interface DumpForeignKey {
  name: string;
  /** The table that declares it, for SQL: a partition, or the table itself. */
  table: string;
  columns: readonly string[];
  /** The `id` of the referenced table; for a partition, of its root. */
  parent: string;
  parentColumns: readonly string[];
  /** Whether the server has checked every row: it was not added as NOT VALID only. */
  validated: boolean;
  /** Whether a row with NULL in some of the columns refers to nothing without NULL in all of them: MATCH FULL. */
  matchFull: boolean;
  /** `ALTER CONSTRAINT` and `SET CONSTRAINTS` need both. */
  deferrable: boolean;
  initiallyDeferred: boolean;
}

/** A table whose rows are dumped; a partitioned one stands for all its partitions. */
export interface DumpTable {
  /** `schema.name`, unquoted: unique, and how users name it. */
  id: string;
  schema: string;
  name: string;
  /** Qualified and quoted for SQL. */
  sql: string;
  partitioned: boolean;
  /** Whether the role of the session may read its rows. */
  readable: boolean;
  comment: string | null;
  columns: readonly DumpColumn[];
  keys: readonly DumpKey[];
  foreignKeys: readonly DumpForeignKey[];
  /** Names of triggers that fire for ordinary sessions. */
  triggers: readonly string[];
  /** Bytes of its heap, partitions included; 0 until `withSizes` has looked. */
  bytes: number;
}

/**
 * Changes a value of a column. Gets it as PostgreSQL writes it as text, unescaped, and never NULL; the result must be valid text input
 * of the column's type.
 *
 * @param valueOf the original value of another column of the row
 */
export type FieldMask = (text: string, valueOf: (column: string) => string | null) => string;

/** Masks of a table's columns by name. */
export type FieldMasks = ReadonlyMap<string, FieldMask>;

/** The masks of a table; undefined if its rows are written as they are. */
export type MasksOf = (table: DumpTable) => FieldMasks | undefined;
