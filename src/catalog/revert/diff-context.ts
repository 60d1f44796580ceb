import { objectKey, type CatalogObject, type ObjectKind } from '../snapshot/catalog-object.ts';
import type { ObjectChange } from '../diff/snapshot-diff.ts';

export type Changed = Extract<ObjectChange, { change: 'changed' }>;
export type Renamed = Extract<ObjectChange, { change: 'renamed' }>;

/** The differences at hand, so that an object's fixing can look at those of others. */
export class DiffContext {
  /** What is gone and has to be made. */
  readonly removed: ReadonlyMap<string, CatalogObject>;
  /** What was left behind and has to be dropped. */
  readonly added: ReadonlyMap<string, CatalogObject>;
  readonly changed: ReadonlyMap<string, Changed>;
  readonly renamed: readonly Renamed[];
  /** The role that runs the statements and so owns what they make. */
  readonly role: string | undefined;
  readonly #children = new Map<string, CatalogObject[]>();

  constructor(changes: readonly ObjectChange[], role: string | undefined) {
    const of = <C extends ObjectChange['change']>(kind: C): Extract<ObjectChange, { change: C }>[] =>
      changes.filter((change): change is Extract<ObjectChange, { change: C }> => change.change === kind);
    this.removed = new Map(of('removed').map(({ object }) => [objectKey(object), object]));
    this.added = new Map(of('added').map(({ object }) => [objectKey(object), object]));
    this.changed = new Map(of('changed').map((change) => [objectKey(change.after), change]));
    this.renamed = of('renamed');
    this.role = role;
    for (const object of this.removed.values()) {
      if (object.parent !== null) {
        this.#children.set(object.parent, [...(this.#children.get(object.parent) ?? []), object]);
      }
    }
  }

  /** What is gone with the object. */
  removedChildren(parent: string, kind: ObjectKind): CatalogObject[] {
    return (this.#children.get(parent) ?? []).filter((object) => object.kind === kind);
  }

  isRemoved(key: string | null): boolean {
    return key !== null && this.removed.has(key);
  }

  isAdded(key: string | null): boolean {
    return key !== null && this.added.has(key);
  }

  /** Whether this property of the object differs. */
  differs(key: string | null, property: string): boolean {
    return this.changed.get(key ?? '')?.properties.some((change) => change.property === property) ?? false;
  }
}
