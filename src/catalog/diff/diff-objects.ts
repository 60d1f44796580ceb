import { byKindAndName, compareTexts } from '../snapshot/snapshot-builder.ts';
import { objectKey, type CatalogObject } from '../snapshot/catalog-object.ts';
import { diffColumnOrder } from './diff-column-order.ts';
import type { ObjectChange, PropertyChange } from './snapshot-diff.ts';

/**
 * Objects that were added, removed, changed, renamed or whose columns were reordered; sorted by name, then kind. Large
 * objects are compared by content.
 */
export function diffObjects(
  before: readonly CatalogObject[],
  after: readonly CatalogObject[],
  [ofBefore, ofAfter]: DifferingObjects = withoutShared(before, after),
): ObjectChange[] {
  const earlier = new Map(ofBefore.map((object) => [objectKey(object), object]));
  const later = new Set(ofAfter.map(objectKey));
  const gone = ofBefore.filter((object) => !later.has(objectKey(object)));
  const made = ofAfter.filter((object) => !earlier.has(objectKey(object)));
  const both = ofAfter.flatMap((object) => {
    const twin = earlier.get(objectKey(object));
    return twin === undefined ? [] : [[twin, object] as const];
  });
  return [
    ...renamedAddedRemoved(gone, made),
    ...both.flatMap(([was, is]) => changed(was, is)),
    ...diffColumnOrder(both, before, after),
  ].toSorted(
    (a, b) => compareTexts(a.name, b.name) || compareTexts(a.kind, b.kind) || compareTexts(a.change, b.change),
  );
}

/** The objects of each side that are not the identical object of the other. */
export type DifferingObjects = [before: CatalogObject[], after: CatalogObject[]];

/**
 * Both lists without the identical objects that snapshots of one series share. An unsorted list keeps some of them, which
 * costs time but does not change the result.
 */
export function withoutShared(before: readonly CatalogObject[], after: readonly CatalogObject[]): DifferingObjects {
  const left: [CatalogObject[], CatalogObject[]] = [[], []];
  if (before === after) {
    return left;
  }
  let [i, j] = [0, 0];
  for (
    let [was, is] = [before[i], after[j]];
    was !== undefined || is !== undefined;
    [was, is] = [before[i], after[j]]
  ) {
    const order = was === is || was === undefined || is === undefined ? 0 : byKindAndName(was, is);
    if (was !== undefined && order <= 0) {
      i += 1;
    }
    if (is !== undefined && order >= 0) {
      j += 1;
    }
    if (was !== is) {
      left[0].push(...(was !== undefined && order <= 0 ? [was] : []));
      left[1].push(...(is !== undefined && order >= 0 ? [is] : []));
    }
  }
  return left;
}

function changed(before: CatalogObject, after: CatalogObject): ObjectChange[] {
  const properties = propertyChanges(before, after);
  const { kind, name } = after;
  return properties.length === 0 ? [] : [{ change: 'changed', kind, name, before, after, properties }];
}

/** Without `position`: it also changes when an earlier column is dropped. */
function propertyChanges(before: CatalogObject, after: CatalogObject): PropertyChange[] {
  const names = new Set([...Object.keys(before.definition), ...Object.keys(after.definition)]);
  names.delete('position');
  return [...names].toSorted(compareTexts).flatMap((property) => {
    const was = before.definition[property] ?? null;
    const is = after.definition[property] ?? null;
    return was === is ? [] : [{ property, before: was, after: is }];
  });
}

function renamedAddedRemoved(gone: readonly CatalogObject[], made: readonly CatalogObject[]): ObjectChange[] {
  const candidates = new Map<string, CatalogObject[]>();
  for (const object of made) {
    const content = contentOf(object);
    candidates.set(content, [...(candidates.get(content) ?? []), object]);
  }
  const changes: ObjectChange[] = [];
  const taken = new Set<CatalogObject>();
  for (const object of gone) {
    const { kind, name } = object;
    const twin = mayBeRenamed(object)
      ? candidates.get(contentOf(object))?.find((other) => !taken.has(other))
      : undefined;
    if (twin === undefined) {
      changes.push({ change: 'removed', kind, name, object });
    } else {
      taken.add(twin);
      // The OID of a large object is no property of it.
      if (kind === 'large object') {
        continue;
      }
      changes.push({ change: 'renamed', kind, name: twin.name, before: object, after: twin });
    }
  }
  for (const object of made.filter((other) => !taken.has(other))) {
    changes.push({ change: 'added', kind: object.kind, name: object.name, object });
  }
  return changes;
}

function mayBeRenamed({ kind }: CatalogObject): boolean {
  return kind === 'constraint' || kind === 'index' || kind === 'large object';
}

/** Equal for objects that differ only in their name. */
function contentOf({ kind, parent, definition }: CatalogObject): string {
  return JSON.stringify([kind, parent, Object.entries(definition).toSorted(([a], [b]) => compareTexts(a, b))]);
}
