import type { CatalogObject, ObjectKind } from '../../catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { contentHash } from '../../support/hash.ts';

const TABLE = 'table ';

/** Kinds of objects that no row depends on; what of them a table uses stands in the table's own definition. */
const APART: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'database',
  'default privileges',
  'materialized view',
  'privileges',
  'publication',
  'published table',
  'role',
  'role membership',
  'sequence',
  'setting',
  'statistics',
  'tablespace',
  'view',
]);

const known = new WeakMap<readonly CatalogObject[], ReadonlyMap<string, string>>();

/**
 * For each table, a hash of all definitions that its rows may depend on: its own, those of types and routines, and how
 * tables are partitioned. Equal hashes mean that rows can be made in the same way.
 */
export function tableDefinitions({ objects }: CatalogSnapshot): ReadonlyMap<string, string> {
  const found = known.get(objects) ?? hashes(objects);
  known.set(objects, found);
  return found;
}

function hashes(objects: readonly CatalogObject[]): ReadonlyMap<string, string> {
  const parts = new Map<string, string[]>();
  const rowTypes = new Map<string, string[]>();
  const shared: string[] = [];
  for (const object of objects) {
    const table = tableOf(object);
    if (table !== undefined) {
      addTo(parts, table, textOf(object));
    }
    if (table === undefined ? isShared(object) : isPartOfOthers(object)) {
      shared.push(textOf(object));
    }
    if (table !== undefined && object.kind === 'column') {
      const type = `${object.definition['type']}`.replace(/(?:\[\])+$/, '');
      addTo(rowTypes, table, type);
    }
  }
  const all = contentHash(shared);
  return new Map(
    [...parts].map(([table, own]) => {
      const used = (rowTypes.get(table) ?? []).flatMap((type) => parts.get(type) ?? []);
      return [table, contentHash([all, ...own, ...used])];
    }),
  );
}

function addTo(lists: Map<string, string[]>, key: string, text: string): void {
  const list = lists.get(key) ?? [];
  list.push(text);
  lists.set(key, list);
}

function tableOf({ kind, name, parent }: CatalogObject): string | undefined {
  return kind === 'table' ? name : parent?.startsWith(TABLE) === true ? parent.slice(TABLE.length) : undefined;
}

function isShared({ kind, parent }: CatalogObject): boolean {
  return !APART.has(kind) && parent?.includes('view ') !== true;
}

function isPartOfOthers({ kind, definition }: CatalogObject): boolean {
  return kind === 'table' && (definition['partition key'] !== undefined || definition['inherits'] !== undefined);
}

/** Snapshots of one database share the objects that have not changed. */
const texts = new WeakMap<CatalogObject, string>();

function textOf(object: CatalogObject): string {
  const text = texts.get(object) ?? JSON.stringify([object.kind, object.name, object.definition]);
  texts.set(object, text);
  return text;
}
