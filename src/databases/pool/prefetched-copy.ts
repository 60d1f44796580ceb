import type { Copy } from './copies.ts';

/** How long a copy is held for a next test that does not come, in milliseconds. */
const TIMEOUT_MS = 1_000;

/**
 * One copy that a process has ready for its next test, leased and marked as a test's, so that handing it out asks the
 * server nothing. It is given up when nobody wants it for a second, since nobody else can have it meanwhile.
 */
export class PrefetchedCopy {
  readonly #evict: (copy: Copy) => void;
  #copy: Copy | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(evict: (copy: Copy) => void) {
    this.#evict = evict;
  }

  get hasRoom(): boolean {
    return this.#copy === undefined && !this.#closed;
  }

  /** Whether it is held from now on. */
  offer(copy: Copy): boolean {
    if (!this.hasRoom) {
      return false;
    }
    this.#copy = copy;
    this.#timer = setTimeout(() => this.#release(), TIMEOUT_MS).unref();
    return true;
  }

  take(): Copy | undefined {
    const copy = this.#copy;
    this.#copy = undefined;
    clearTimeout(this.#timer);
    return copy;
  }

  /** Gives up what is there, and holds nothing any more. */
  close(): void {
    this.#closed = true;
    this.#release();
  }

  #release(): void {
    const copy = this.take();
    if (copy !== undefined) {
      this.#evict(copy);
    }
  }
}
