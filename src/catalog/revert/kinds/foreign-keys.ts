import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { isForeignKey } from './constraints.ts';
import { parentName, text } from '../object-names.ts';

/** Foreign keys between tables that refer to each other, so that none of these could be dropped first. */
export function mutualForeignKeys(objects: ReadonlyMap<string, CatalogObject>): CatalogObject[] {
  const keys = [...objects.values()].filter(
    (object) => object.kind === 'constraint' && isForeignKey(object) && objects.has(`table ${parentName(object)}`),
  );
  const references = new Map<string, Set<string>>();
  for (const key of keys) {
    const table = parentName(key);
    references.set(table, (references.get(table) ?? new Set()).add(referredTable(key)));
  }
  return keys.filter((key) => {
    const [table, referred] = [parentName(key), referredTable(key)];
    return referred !== table && key.definition['of a partition'] !== true && reaches(referred, table, references);
  });
}

function referredTable(key: CatalogObject): string {
  return / REFERENCES ((?:"(?:[^"]|"")*"|[^"(])+)\(/.exec(text(key, 'definition') ?? '')?.[1] ?? '';
}

function reaches(from: string, to: string, references: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set([from]);
  for (const table of seen) {
    for (const next of references.get(table) ?? []) {
      seen.add(next);
    }
  }
  return seen.has(to);
}
