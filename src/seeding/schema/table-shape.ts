/** What is known about a type. */
export interface TypeShape {
  /** As `format_type` writes it without a modifier; types refer to each other by it. */
  name: string;
  /** The bare name: `int4`, `_text`, `citext`. */
  bare: string;
  /** Differs from database to database where users made the type. */
  oid: number;
  /** `b`ase, `c`omposite, `d`omain, `e`num, `p`seudo, `r`ange, `m`ultirange. */
  kind: string;
  /** What an array has as elements. */
  element: string | null;
  /** What a domain is over, with its modifier. */
  base: string | null;
  baseModifier: number;
  /** Whether a domain refuses NULL. */
  notNull: boolean;
  /** The conditions of a domain, on VALUE. */
  checks: readonly string[];
  labels: readonly string[];
  attributes: readonly Pick<ColumnShape, 'name' | 'type' | 'modifier'>[];
  /** What a range is over, or the range that a multirange is made of. */
  subtype: string | null;
}

export interface ColumnShape {
  /** As it is, unquoted. */
  name: string;
  type: string;
  modifier: number;
  /** The type with its modifier, as a cast needs it. */
  cast: string;
  notNull: boolean;
  /** The expression of a generated column. */
  generated: string | null;
  /** The default that draws from a sequence, which is left to do so. */
  draw: string | null;
  /** Whether a row that does not name it gets more than NULL; so too an identity and what is generated. */
  hasDefault: boolean;
}

export interface CheckShape {
  name: string;
  expression: string;
  columns: readonly string[];
}

/** A unique index or an exclusion constraint. */
export interface UniqueShape {
  name: string;
  columns: readonly string[];
  /** Key columns that are expressions. */
  expressions: readonly string[];
  exclusion: boolean;
}

export interface ForeignKeyShape {
  name: string;
  columns: readonly string[];
  parent: string;
  parentColumns: readonly string[];
  /** Whether the rows of the parent's partitions count as its own. */
  parentPartitioned: boolean;
  matchFull: boolean;
}

export interface TableShape {
  /** Qualified and quoted as SQL needs it. */
  name: string;
  /** Its schema and its own name, unquoted. */
  path: readonly [schema: string, name: string];
  /** Equal for two tables only if they are defined alike. */
  fingerprint: string;
  columns: readonly ColumnShape[];
  checks: readonly CheckShape[];
  uniques: readonly UniqueShape[];
  foreignKeys: readonly ForeignKeyShape[];
  /** The conditions of the partitions that hold rows, of which each row must meet one; null where it is not partitioned. */
  partitions: readonly string[] | null;
}

/** The types of a database by their names. */
export type Types = ReadonlyMap<string, TypeShape>;

/** The tables of a database that may be given rows, and the types of their columns. */
export interface Schema {
  tables: readonly TableShape[];
  types: Types;
  /** The table with this schema and name, neither quoted. */
  find(schema: string, name: string): TableShape | undefined;
}
