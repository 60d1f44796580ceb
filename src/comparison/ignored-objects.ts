import { objectKey, type CatalogObject } from '../catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../catalog/snapshot/describe-schema.ts';

/** The seed job's records of what it has done; and the database itself, which each server has under another name. */
const ALWAYS = ['schema elementaldb_seed', 'database *'];

/**
 * Leaves out the objects that patterns name, with their parts and, of a schema, all that is in it; returns also their keys. A pattern is a name or
 * a kind and a name, `public.audit_log`, `extension pg_stat_statements`; `*` stands for any part of it.
 */
export function withoutIgnored(
  snapshot: CatalogSnapshot,
  patterns: readonly string[],
): CatalogSnapshot & { ignored: ReadonlySet<string> } {
  const expressions = [...ALWAYS, ...patterns].map(expressionFor);
  const schemas: string[] = [];
  const gone = new Set<string>();
  const isNamed = (object: CatalogObject): boolean =>
    expressions.some((each) => each.test(objectKey(object)) || each.test(object.name));
  for (const object of snapshot.objects) {
    if (isNamed(object)) {
      gone.add(objectKey(object));
      if (object.kind === 'schema') {
        schemas.push(`${object.name}.`);
      }
    }
  }
  const inSchema = (name: string): boolean => schemas.some((schema) => name.startsWith(schema));
  const left = snapshot.objects.filter((object) => {
    const isGone =
      gone.has(objectKey(object)) || inSchema(object.name) || (object.parent !== null && gone.has(object.parent));
    if (isGone) {
      gone.add(objectKey(object));
    }
    return !isGone;
  });
  // Parts of parts: the objects are sorted by kind, so that a part may come before its parent.
  const objects = left.filter(({ parent }) => parent === null || !gone.has(parent));
  const isKept = (table: string): boolean =>
    !inSchema(table) && !gone.has(`table ${table}`) && !gone.has(`materialized view ${table}`);
  return {
    ...snapshot,
    ignored: gone,
    objects,
    rows: snapshot.rows.filter(({ table }) => isKept(table)),
    sequences: snapshot.sequences.filter(({ sequence }) => !gone.has(`sequence ${sequence}`) && !inSchema(sequence)),
  };
}

function expressionFor(pattern: string): RegExp {
  const escaped = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
