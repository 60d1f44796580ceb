/** So many parts has each map; of a thousand tables, a copy that is written to copies sixteen. */
const PARTS = 64;

/**
 * A map whose copies cost next to nothing, and which knows what it has in common with another copy: it lies in parts, and
 * only the part that is written to is copied. Keys of one ending lie together.
 */
export class SharedMap<V> {
  #parts: (ReadonlyMap<string, V> | undefined)[] = [];
  /** Parts that no copy sees; undefined while the list of parts itself is shared. */
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

  /** The first value of which that is so. */
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

  /** The entries of which that is so, so that they can be written to. */
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

  /** The values whose keys may end in the dot and these words: all that do, and others. */
  endingIn(words: string): Iterable<V> {
    return this.#parts[partOf(words)]?.values() ?? [];
  }

  /** The entries that the other has not, or has with another value. */
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
    const copy = new SharedMap<V>();
    copy.#parts = this.#parts;
    copy.#size = this.#size;
    copy.#own = undefined;
    this.#own = undefined;
    return copy;
  }

  /** Whether nothing was written to either since one was copied from the other. */
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

/** By what stands behind the last dot, so that a name is found with whatever schema. */
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
