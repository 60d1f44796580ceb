import type { Cell } from './batch.ts';
import type { CatalogValue, Definition } from './catalog-object.ts';

const NONE: Definition = {};

/** Comments and security labels by the key of what they are about. */
export class Remarks {
  #byKey = new Map<string, Record<string, CatalogValue>>();

  of(key: string): Definition {
    return this.#byKey.get(key) ?? NONE;
  }

  /** Takes what the statement of `annotations` yielded in place of all that is known. Returns the keys that may differ. */
  replace(rows: readonly (readonly Cell[])[]): Set<string> {
    const before = this.#byKey.keys();
    this.#byKey = new Map();
    return new Set([...before, ...this.set(rows)]);
  }

  /** Takes further rows of that kind. Returns their keys. */
  set(rows: readonly (readonly Cell[])[]): Set<string> {
    const keys = new Set<string>();
    for (const [catalog, oid, sub, property, text] of rows) {
      const key = `${catalog}/${oid}/${sub}`;
      keys.add(key);
      this.#byKey.set(key, { ...this.#byKey.get(key), [property ?? '']: text ?? '' });
    }
    return keys;
  }

  dropComment(key: string): void {
    const { comment: _, ...others } = this.of(key);
    this.#byKey.set(key, others);
  }
}
