/** Every kind of object that a snapshot describes, named as in PostgreSQL's commands if possible. */
export const OBJECT_KINDS = [
  'access method',
  'aggregate',
  'attribute',
  'base type',
  'cast',
  'collation',
  'column',
  'composite type',
  'constraint',
  'conversion',
  'database',
  'default privileges',
  'domain',
  'enum',
  'event trigger',
  'extension',
  'foreign server',
  'foreign table',
  'foreign-data wrapper',
  'function',
  'index',
  'internal trigger',
  'language',
  'large object',
  'materialized view',
  'operator',
  'operator class',
  'operator family',
  'parameter',
  'policy',
  'privileges',
  'procedure',
  'publication',
  'published table',
  'range type',
  'replication origin',
  'role',
  'role membership',
  'row type',
  'rule',
  'schema',
  'sequence',
  'setting',
  'statistics',
  'subscription',
  'table',
  'tablespace',
  'text search configuration',
  'text search dictionary',
  'text search parser',
  'text search template',
  'transform',
  'trigger',
  'user mapping',
  'view',
] as const;

export type ObjectKind = (typeof OBJECT_KINDS)[number];

export type CatalogValue = string | number | boolean;

/** Properties by name, without those that have PostgreSQL's default or do not apply. */
export type Definition = Readonly<Record<string, CatalogValue>>;

/** One object of a database, without properties that differ when the same SQL runs again (OIDs, attnum, statistics). */
export interface CatalogObject {
  kind: ObjectKind;
  /** The name, unique within the kind, quoted and qualified as in SQL: `public.t.c`, `public.f(integer)`. */
  name: string;
  /** Kind and name of the object that this one is a part of, such as a column's table: `table public.t`. */
  parent: string | null;
  definition: Definition;
  /** The definition on one line, for example `text NOT NULL DEFAULT now()` for a column. */
  summary: string;
}

/** Kind and name, which identify an object in a snapshot: `table public.t`. */
export function objectKey(object: Pick<CatalogObject, 'kind' | 'name'>): string {
  return `${object.kind} ${object.name}`;
}
