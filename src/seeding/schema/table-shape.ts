/** What is known about a type. */
export interface TypeShape {
  /** As `format_type` writes it without a modifier; types refer to each other by it. */
  name: string;
  /** The bare name: `int4`, `_text`, `citext`. */
  bare: string;
  /** Differs from database to database for types that users created. */
  oid: number;
  /** `b`ase, `c`omposite, `d`omain, `e`num, `p`seudo, `r`ange, `m`ultirange. */
  kind: string;
  /** The type of an array's elements. */
  element: string | null;
  /** The type below a domain, with its modifier. */
  base: string | null;
  baseModifier: number;
  /** Whether a domain refuses NULL. */
  notNull: boolean;
  /** The conditions of a domain, on VALUE. */
  checks: readonly string[];
  labels: readonly string[];
  attributes: readonly Pick<ColumnShape, 'name' | 'type' | 'modifier'>[];
  /** The type of a range's bounds, or the range type of a multirange. */
  subtype: string | null;
  /** Expressions that make values of a base type that is not PostgreSQL's own. */
  makers: readonly string[];
}

export interface ColumnShape {
  /** As it is, unquoted. */
  name: string;
  type: string;
  modifier: number;
  /** The type with its modifier, as a cast needs it. */
  cast: string;
  notNull: boolean;
  /** The expression of a generated column; null for others. */
  generated: string | null;
  /** The expression that takes the column's next value from a sequence. */
  nextval: string | null;
  /** Whether a row that leaves it out gets another value than NULL; also true for identity and generated columns. */
  hasDefault: boolean;
  /** The expression of its default, which may draw from a sequence. */
  defaultValue: string | null;
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
  /** Two tables have the same only if their definitions are equal. */
  fingerprint: string;
  columns: readonly ColumnShape[];
  checks: readonly CheckShape[];
  uniques: readonly UniqueShape[];
  foreignKeys: readonly ForeignKeyShape[];
  /** The conditions of its leaf partitions, one of which each row must meet; null if it is not partitioned. */
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
