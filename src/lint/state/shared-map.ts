/** Parts of a map: a write to a copy of a thousand tables copies sixteen of them. */
const PARTS = 64;

/** The parts of a map; undefined where nothing was set. */
export type MapParts<V> = (ReadonlyMap<string, V> | undefined)[];

/**
 * A map that is cheap to copy and to compare with a copy: it consists of parts, and a write copies only one part. Keys with
 * the same ending are in the same part.
 */
export class SharedMap<V> {
  #parts: MapParts<V> = [];
  /** Parts that are not shared with a copy; undefined while the list of parts itself is shared. */
  #own: Map<number, Map<string, V>> | undefined = new Map();
  #size = 0;

  constructor(entries: Iterable<readonly [string, V]> = []) {
    for (const [key, value] of entries) {
      this.set(key, value);
    }
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): V | undefined {
    return this.#parts[partOf(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.#parts[partOf(key)]?.has(key) === true;
  }

  /** All values. */
  values(): V[] {
    return this.#parts.flatMap((part) => [...(part?.values() ?? [])]);
  }

  /** The first value that fulfills the condition. */
  find(isWanted: (value: V) => boolean): V | undefined {
    for (const part of this.#parts) {
      if (part !== undefined) {
        for (const value of part.values()) {
          if (isWanted(value)) {
            return value;
          }
        }
      }
    }
    return undefined;
  }

  /** The entries whose values fulfill the condition; the map may be changed while they are used. */
  filter(isWanted: (value: V) => boolean): [key: string, value: V][] {
    const found: [string, V][] = [];
    for (const part of this.#parts) {
      part?.forEach((value, key) => {
        if (isWanted(value)) {
          found.push([key, value]);
        }
      });
    }
    return found;
  }

  /** All values whose keys end in a dot and this name, and maybe others. */
  endingIn(name: string): Iterable<V> {
    return this.#parts[partOf(name)]?.values() ?? [];
  }

  /** The entries that are missing in the other map or have another value there. */
  apartFrom(other: SharedMap<V>): [string, V][] {
    const found: [string, V][] = [];
    for (let i = 0; i < this.#parts.length; i += 1) {
      const [part, others] = [this.#parts[i], other.#parts[i]];
      if (part !== others) {
        part?.forEach((value, key) => {
          if (others?.get(key) !== value) {
            found.push([key, value]);
          }
        });
      }
    }
    return found;
  }

  set(key: string, value: V): void {
    const part = this.#writable(partOf(key));
    const { size } = part;
    part.set(key, value);
    this.#size += part.size - size;
  }

  delete(key: string): void {
    if (this.has(key)) {
      this.#writable(partOf(key)).delete(key);
      this.#size -= 1;
    }
  }

  clone(): SharedMap<V> {
    this.#own = undefined;
    return SharedMap.#of(this.#parts, this.#size);
  }

  /** What `restore` takes: parts that copies share are the same objects. The map must not be changed any more. */
  get parts(): MapParts<V> {
    return this.#parts;
  }

  static restore<V>(parts: MapParts<V>): SharedMap<V> {
    return SharedMap.#of(
      parts,
      parts.reduce((size, part) => size + (part?.size ?? 0), 0),
    );
  }

  static #of<V>(parts: MapParts<V>, size: number): SharedMap<V> {
    const map = new SharedMap<V>();
    map.#parts = parts;
    map.#size = size;
    map.#own = undefined;
    return map;
  }

  /** Whether neither was changed since one was copied from the other. */
  isSame(other: SharedMap<V>): boolean {
    return this.#parts === other.#parts;
  }

  #writable(at: number): Map<string, V> {
    if (this.#own === undefined) {
      this.#parts = [...this.#parts];
      this.#own = new Map();
    }
    let part = this.#own.get(at);
    if (part === undefined) {
      part = new Map(this.#parts[at]);
      this.#own.set(at, part);
      this.#parts[at] = part;
    }
    return part;
  }
}

/** Depends on the name after the last dot only, so that a name is found in any schema. */
function partOf(key: string): number {
  let hash = 0;
  for (let at = key.length - 1; at >= 0; at -= 1) {
    const unit = key.charCodeAt(at);
    if (unit === DOT) {
      break;
    }
    hash = (hash * 31 + unit) | 0;
  }
  return (hash >>> 0) % PARTS;
}

const DOT = 46;
