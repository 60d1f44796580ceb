import type { CatalogObject, ObjectKind } from './catalog-object.ts';
import { lowerBound } from './merge-sorted.ts';
import { compareTexts } from './snapshot-builder.ts';

/** The objects of one kind among those of a snapshot, which are sorted: a search, not a comparison for each object. */
export function objectsOfKind(objects: readonly CatalogObject[], kind: ObjectKind): CatalogObject[] {
  const first = lowerBound(objects, { kind }, (a, b) => compareTexts(a.kind, b.kind));
  let end = first;
  while (objects[end]?.kind === kind) {
    end += 1;
  }
  return objects.slice(first, end);
}
