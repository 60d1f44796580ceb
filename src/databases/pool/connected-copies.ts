import { allowConnections } from '../database-statements.ts';
import type { Cluster } from './cluster.ts';
import { recordUse, type Copy } from './copies.ts';
import { hasFewConnections, readOpenSessions } from './open-sessions.ts';

/** How old, in milliseconds, a copy is before it may be given up: pools of drivers close idle connections after ten seconds. */
const PATIENCE_MS = 15_000;

/** How often to look whether the clients have gone, in milliseconds. Pools of drivers close idle connections after seconds. */
const POLL_MS = 1_000;

export interface ConnectedCopiesOptions {
  /** The name of the template of the copies. */
  template: string;
  /** How many copies may wait for their clients at once. */
  limit: number;
  /** Takes a copy whose clients have gone. */
  onFree: (copy: Copy) => void;
  /** Takes a copy that clients are connected to. It refuses new connections. */
  onGivenUp: (copy: Copy) => void;
}

/**
 * Copies whose tests have ended while clients were connected to them. Ending a client's session is an uncaught exception in
 * some drivers, so a copy stays until its clients have gone. Only when the copies are too many, or the connections of
 * the server become few, the oldest are given up and their sessions ended.
 */
export class ConnectedCopies {
  readonly #cluster: Cluster;
  readonly #options: ConnectedCopiesOptions;
  /** By OID, the oldest first, with the time since when they wait. */
  readonly #copies = new Map<string, { copy: Copy; since: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(cluster: Cluster, options: ConnectedCopiesOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  async add(copy: Copy): Promise<void> {
    await recordUse(this.#cluster, copy, { of: this.#options.template, use: 'connected' });
    this.#copies.set(copy.oid, { copy, since: Date.now() });
    // A failed look is repeated by the next.
    this.#timer ??= setInterval(() => void this.#collect().catch(() => undefined), POLL_MS).unref();
    await this.#makeRoom();
  }

  /**
   * Stops waiting, at the end of the process or before. Other processes drop the copies when their clients have gone.
   * Returns whether there are any.
   */
  async close(): Promise<boolean> {
    clearInterval(this.#timer);
    await this.#collect();
    return this.#copies.size > 0;
  }

  /** Releases the copies whose clients have gone. */
  async #collect(): Promise<void> {
    const sessions = await this.#cluster.withLeaseSession((client) =>
      readOpenSessions(client, [...this.#copies.keys()]),
    );
    const connected = new Set(sessions.map(({ oid }) => oid));
    for (const { copy } of this.#copies.values()) {
      if (!connected.has(copy.oid) && this.#take(copy)) {
        this.#options.onFree(copy);
      }
    }
  }

  /** Gives up the oldest, while there are too many or the connections are few: half of them, for few connections only old ones. */
  async #makeRoom(): Promise<void> {
    const isFull = (): boolean => this.#copies.size > this.#options.limit;
    if (isFull() || (await hasFewConnections(this.#cluster))) {
      await this.#collect();
      const half = [...this.#copies.values()].slice(0, Math.ceil(this.#copies.size / 2));
      await this.#giveUp(half.filter(({ since }) => isFull() || Date.now() - since > PATIENCE_MS));
    }
  }

  async #giveUp(copies: readonly { copy: Copy }[]): Promise<void> {
    for (const { copy } of copies) {
      if (this.#take(copy)) {
        // The pools of some drivers connect again at once.
        await this.#cluster.withLeaseSession((client) => client.query(allowConnections(copy.name, false)));
        this.#options.onGivenUp(copy);
      }
    }
  }

  /** False if it has been taken already. */
  #take({ oid }: Copy): boolean {
    const isHere = this.#copies.delete(oid);
    if (this.#copies.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return isHere;
  }
}
