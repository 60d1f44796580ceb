import type { Copy } from './copies.ts';

/** How long a copy waits for the next test of its process, in milliseconds. */
const TIMEOUT_MS = 1_000;

/**
 * The copy that a process holds ready for its next test, leased and recorded as such, so that handing it out needs no
 * query. It is evicted when no test takes it within a second: no other process can use it meanwhile.
 */
export class PrefetchedCopy {
  readonly #onEvict: (copy: Copy) => void;
  #copy: Copy | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(onEvict: (copy: Copy) => void) {
    this.#onEvict = onEvict;
  }

  get isFree(): boolean {
    return this.#copy === undefined && !this.#closed;
  }

  /** Holds a copy; false when it already holds one. */
  offer(copy: Copy): boolean {
    if (!this.isFree) {
      return false;
    }
    this.#copy = copy;
    this.#timer = setTimeout(() => this.#evict(), TIMEOUT_MS).unref();
    return true;
  }

  take(): Copy | undefined {
    const copy = this.#copy;
    this.#copy = undefined;
    clearTimeout(this.#timer);
    return copy;
  }

  /** Evicts its copy and takes no other. */
  close(): void {
    this.#closed = true;
    this.#evict();
  }

  #evict(): void {
    const copy = this.take();
    if (copy !== undefined) {
      this.#onEvict(copy);
    }
  }
}
