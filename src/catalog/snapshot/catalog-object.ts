/** Every kind of object that a snapshot describes, in the words of PostgreSQL's own commands where there are any. */
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

/** Properties by name; one that has PostgreSQL's default or does not apply is left out. */
export type Definition = Readonly<Record<string, CatalogValue>>;

/** One object of a database, without anything that changes when the same SQL runs again (OIDs, attnum, statistics). */
export interface CatalogObject {
  kind: ObjectKind;
  /** The identity within its kind, quoted and schema-qualified as SQL would: `public.t.c`, `public.f(integer)`. */
  name: string;
  /** Kind and name of the object that this one goes with, such as a column's table: `table public.t`. */
  parent: string | null;
  definition: Definition;
  /** The definition on one line for people; a column's is `text NOT NULL DEFAULT now()`. */
  summary: string;
}

/** Kind and name in one text, which tells an object from all others in the same snapshot: `table public.t`. */
export function objectKey(object: Pick<CatalogObject, 'kind' | 'name'>): string {
  return `${object.kind} ${object.name}`;
}
