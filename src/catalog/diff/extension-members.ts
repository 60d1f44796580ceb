import type { CatalogSnapshot } from '../snapshot/describe-schema.ts';
import { objectKey, type CatalogObject } from '../snapshot/catalog-object.ts';
import type { DifferingObjects } from './diff-objects.ts';
import type { ObjectChange } from './snapshot-diff.ts';

/** Tells what an extension stands for in a difference. */
export interface ExtensionMembers {
  /** Whether the change is one of CREATE, DROP or ALTER EXTENSION. */
  explains(change: ObjectChange): boolean;
  /** The same for the rows of a table, or the value of a sequence, wherever that exists. */
  owns(kinds: readonly CatalogObject['kind'][], name: string): boolean;
}

/**
 * The members, with all their parts, of extensions that were created or dropped, or that have another version or schema.
 * The members of other extensions are compared like any other object: a migration may have changed them.
 */
export function membersOfChanged(
  before: CatalogSnapshot,
  after: CatalogSnapshot,
  differing: DifferingObjects,
): ExtensionMembers {
  const changed = changedExtensions(...differing);
  if (changed.size === 0) {
    return { explains: () => false, owns: () => false };
  }
  const [earlier, later] = [before, after].map(
    ({ objects }) => new Map(objects.map((each) => [objectKey(each), each])),
  );
  const isMember = (objects: ReadonlyMap<string, CatalogObject> | undefined, key: string): boolean => {
    const object = objects?.get(key);
    const { extension } = object?.definition ?? {};
    return extension === undefined
      ? object !== undefined && object.parent !== null && isMember(objects, object.parent)
      : changed.has(`${extension}`);
  };
  /** Undefined where there is no such object. */
  const memberOrAbsent = (objects: typeof earlier, key: string): boolean | undefined =>
    objects?.has(key) === true ? isMember(objects, key) : undefined;
  const isExplained = (key: string, keyBefore = key): boolean => {
    const sides = new Set([memberOrAbsent(earlier, keyBefore), memberOrAbsent(later, key)]);
    return sides.has(true) && !sides.has(false);
  };
  return {
    explains: (change) =>
      isExplained(objectKey(change), change.change === 'renamed' ? objectKey(change.before) : undefined),
    owns: (kinds, name) => kinds.some((kind) => isExplained(`${kind} ${name}`)),
  };
}

/** The names of extensions with another version or schema, or on one side only. */
function changedExtensions(before: readonly CatalogObject[], after: readonly CatalogObject[]): Set<string> {
  const [earlier, later] = [extensionsOf(before), extensionsOf(after)];
  return new Set([...earlier.keys(), ...later.keys()].filter((name) => earlier.get(name) !== later.get(name)));
}

/** The version and schema of each extension. */
function extensionsOf(objects: readonly CatalogObject[]): ReadonlyMap<string, string> {
  const extensions = objects.filter(({ kind }) => kind === 'extension');
  return new Map(extensions.map(({ name, definition: { version, schema } }) => [name, `${version} ${schema}`]));
}
