import { objectKey, type CatalogObject, type ObjectKind } from '../snapshot/catalog-object.ts';
import type { ObjectChange } from '../diff/snapshot-diff.ts';

export type Changed = Extract<ObjectChange, { change: 'changed' }>;
export type Renamed = Extract<ObjectChange, { change: 'renamed' }>;

/** Statements; undefined if none can be derived. */
export type Derived = string[] | undefined;

/** Joins statements. If one part is undefined, so is the result. */
export function all(...parts: readonly (Derived | string)[]): Derived {
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** Properties of most kinds, which `commonChanges` reverts. */
const COMMON: ReadonlySet<string> = new Set(['owner', 'privileges', 'comment', 'extension']);

/** The names of the changed properties, without owner, privileges, comment and extension. */
export function changedProperties({ properties }: Changed): Set<string> {
  return new Set(properties.map(({ property }) => property).filter((property) => !COMMON.has(property)));
}

/** What statements depend on besides the differences. */
export interface Surroundings {
  /** The role that runs the statements and owns the objects they create. Default: the owner of each object. */
  role?: string | undefined;
  /** Default privileges that hold while objects are created. */
  defaultPrivileges?: readonly CatalogObject[];
  /** By enum that is created again: the columns of the type or its array. */
  columnsOfEnum?: ReadonlyMap<string, readonly CatalogObject[]>;
  /** The last values of sequences. */
  lastValues?: ReadonlyMap<string, string | null>;
}

/** All differences, because reverting one object can depend on others. */
export class DiffContext {
  /** Objects to create. */
  readonly removed: ReadonlyMap<string, CatalogObject>;
  /** Objects to drop. */
  readonly added: ReadonlyMap<string, CatalogObject>;
  readonly changed: ReadonlyMap<string, Changed>;
  readonly renamed: readonly Renamed[];
  readonly around: Surroundings;
  readonly #children = new Map<string, CatalogObject[]>();

  constructor(changes: readonly ObjectChange[], around: Surroundings) {
    const of = <C extends ObjectChange['change']>(kind: C): Extract<ObjectChange, { change: C }>[] =>
      changes.filter((change): change is Extract<ObjectChange, { change: C }> => change.change === kind);
    this.removed = new Map(of('removed').map(({ object }) => [objectKey(object), object]));
    this.added = new Map(of('added').map(({ object }) => [objectKey(object), object]));
    this.changed = new Map(of('changed').map((change) => [objectKey(change.after), change]));
    this.renamed = of('renamed');
    this.around = around;
    for (const object of this.removed.values()) {
      if (object.parent !== null) {
        this.#children.set(object.parent, [...(this.#children.get(object.parent) ?? []), object]);
      }
    }
  }

  /** The removed parts of an object; columns and attributes in their order. */
  removedChildren(parent: string, kind: ObjectKind): CatalogObject[] {
    return (this.#children.get(parent) ?? [])
      .filter((object) => object.kind === kind)
      .toSorted((a, b) => Number(a.definition['position'] ?? 0) - Number(b.definition['position'] ?? 0));
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
