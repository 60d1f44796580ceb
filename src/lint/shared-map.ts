/** What can be read of a map by name. */
export interface Lookup<V> extends Iterable<[string, V]> {
  readonly size: number;
  get: (key: string) => V | undefined;
  has: (key: string) => boolean;
  values: () => Iterable<V>;
}

/**
 * A map whose copies cost nothing until one of them is written to. Whoever goes through it while it is written to may
 * see it as it was.
 */
export class SharedMap<V> implements Lookup<V> {
  #map: Map<string, V>;
  #isShared = false;

  constructor(map = new Map<string, V>()) {
    this.#map = map;
  }

  get size(): number {
    return this.#map.size;
  }

  get = (key: string): V | undefined => this.#map.get(key);

  has = (key: string): boolean => this.#map.has(key);

  values = (): Iterable<V> => this.#map.values();

  [Symbol.iterator](): Iterator<[string, V]> {
    return this.#map[Symbol.iterator]();
  }

  set(key: string, value: V): void {
    this.#own().set(key, value);
  }

  delete(key: string): void {
    if (this.#map.has(key)) {
      this.#own().delete(key);
    }
  }

  clone(): SharedMap<V> {
    const copy = new SharedMap(this.#map);
    this.#isShared = true;
    copy.#isShared = true;
    return copy;
  }

  /** Whether nothing was written to either since one was copied from the other. */
  isSame(other: SharedMap<V>): boolean {
    return this.#map === other.#map;
  }

  #own(): Map<string, V> {
    if (this.#isShared) {
      this.#map = new Map(this.#map);
      this.#isShared = false;
    }
    return this.#map;
  }
}
