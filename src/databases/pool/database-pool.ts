import { releaseSharedLease } from '../lease.ts';
import { BackgroundWork } from './background-work.ts';
import type { Cluster, Template } from './cluster.ts';
import { ConnectedCopies } from './connected-copies.ts';
import { countSpares, makeCopy, recordUse, takeSpare, type Copy } from './copies.ts';
import { dropCopy } from './drop-copy.ts';
import { PrefetchedCopy } from './prefetched-copy.ts';
import { refuseUnlessConnected, type OpenSession } from './open-sessions.ts';
import { reclaim } from './reclaim.ts';
import { resetCopy } from './reset-copy.ts';
import { resetInPlace, type LendFresh } from './reset-in-place.ts';
import { copyTestDatabase, hasPreparedTransactions, putInPlace, quarantine } from './swap.ts';
import { waitForRoom } from './wait-for-room.ts';

export interface PoolLimits {
  /** How many test databases may be on the server at once, those of all processes together. Default: 64. */
  limit?: number | undefined;
  /** How many bytes they may take together when they are made. Default: 4 GiB. */
  maxBytes?: number | undefined;
  /** Whether a database is handed out again once it equals its template for certain. Default: true. */
  reuse?: boolean | undefined;
}

const DEFAULT_LIMIT = 64;
const DEFAULT_MAX_BYTES = 4 * 1_073_741_824;

const MAX_SPARES_PER_PROCESS = 4;

/** A process prefetches a copy when the limit allows this many for each process that uses the template. */
const COPIES_PER_PROCESS = 4;

/** Every how many hand-outs the databases of killed processes are reclaimed. */
const RECLAIM_INTERVAL = 16;

/**
 * The copies of a template that a process hands out. The state of the pool is on the server, where all processes see it:
 * a spare copy has an ownership comment that says so, and its lease is free. While a test runs, its process takes a spare
 * or makes a copy for the next test. How many more spares are kept depends on the number of processes, and on how often
 * one of them had to wait.
 */
export class DatabasePool {
  readonly template: Template;
  readonly #cluster: Cluster;
  readonly #limit: number;
  readonly #reuse: boolean;
  /** What it leaves is reclaimed when its lease is free. */
  readonly #background = new BackgroundWork();
  readonly #closing: (() => Promise<void>)[] = [];
  /** How many copies each process wants ready, the prefetched one included. */
  #wanted = 1;
  #handedOut = 0;
  #refilling: Promise<void> | undefined;
  /** Copies that are being reset: most of them can be handed out soon. */
  #resetting = 0;
  /** The last count, this process included. */
  #counted = { spares: 0, users: 1 };
  readonly #prefetched = new PrefetchedCopy((copy) => this.#background.add(this.#makeSpare(copy)));
  readonly #connected: ConnectedCopies;
  readonly #evictPrefetched = (): boolean => {
    const copy = this.#prefetched.take();
    if (copy !== undefined) {
      this.discard(copy);
    }
    return copy !== undefined;
  };

  constructor(cluster: Cluster, template: Template, limits: PoolLimits = {}) {
    const { limit = DEFAULT_LIMIT, maxBytes = DEFAULT_MAX_BYTES, reuse = true } = limits;
    this.template = template;
    this.#cluster = cluster;
    this.#reuse = reuse;
    const fitting = Math.floor(maxBytes / template.bytes);
    this.#limit = Math.max(1, Math.min(limit, fitting));
    this.#connected = new ConnectedCopies(cluster, {
      template: template.name,
      limit: Math.max(1, fitting),
      onFree: (copy) => this.release(copy),
      onGivenUp: (copy) => this.#background.add(this.#recycle(copy)),
    });
    cluster.evictors.add(this.#evictPrefetched);
  }

  /** Starts to make the first copy. */
  prepare(): void {
    this.#background.add(this.#refill());
  }

  /**
   * Hands out a copy that equals its template: one that is ready, or a new one.
   *
   * @throws EnvironmentError `TOO_MANY_TEST_DATABASES`
   */
  async acquire(): Promise<Copy> {
    const copy = (await this.#takeReady()) ?? (await this.#waitForCopy());
    this.#handedOut += 1;
    if (this.#handedOut % RECLAIM_INTERVAL === 1) {
      this.#background.add(reclaim(this.#cluster));
    }
    this.#background.add(this.#refill());
    return copy;
  }

  /**
   * Takes a copy back, in the background: under another name it is reset and used again, or it is dropped. While clients
   * are connected to it, it stays; `onOpenSessions` is called once.
   */
  release(copy: Copy, onOpenSessions?: (sessions: OpenSession[]) => void): void {
    this.#background.add(this.#takeBack(copy, onOpenSessions));
  }

  /** Drops a copy, in the background. */
  discard(copy: Copy): void {
    this.#background.add(this.#drop(copy));
  }

  /**
   * Restores the state of the template under the same name: in place while clients are connected, if that is possible;
   * else by a fresh copy, and sessions are ended.
   */
  async reset(copy: Copy): Promise<Copy> {
    if (await resetInPlace(this.#cluster, copy, this.template, this.#lendFresh)) {
      return copy;
    }
    // PostgreSQL does not rename a database with prepared transactions.
    const fresh = (await hasPreparedTransactions(this.#cluster, copy)) ? undefined : await this.#takeFresh();
    this.#background.add(this.#refill());
    return this.#putInPlace(copy, fresh, this.template.name);
  }

  readonly #lendFresh: LendFresh = async (work) => {
    const fresh = await this.#takeFresh();
    try {
      return fresh && (await work(fresh));
    } finally {
      if (fresh !== undefined) {
        this.#background.add(this.#recycle(fresh));
      }
    }
  };

  async #takeFresh(): Promise<Copy | undefined> {
    return (await this.#takeReady()) ?? makeCopy(this.#cluster, this.template.name, this.#limit);
  }

  /** Copies a test's database. @throws EnvironmentError `TOO_MANY_TEST_DATABASES` */
  snapshot(copy: Copy): Promise<Copy> {
    return this.#retry(() => copyTestDatabase(this.#cluster, copy, this.template.name, this.#limit));
  }

  /** Replaces a test's database by a copy of a snapshot under the same name. */
  async restore(copy: Copy, snapshot: Copy): Promise<Copy> {
    const fresh = await makeCopy(this.#cluster, snapshot.name, this.#limit);
    return this.#putInPlace(copy, fresh, snapshot.name);
  }

  /** Keeps a copy for an hour, for a person to look at. */
  async keep(copy: Copy): Promise<void> {
    await recordUse(this.#cluster, copy, { of: this.template.name, use: 'kept' });
    this.#cluster.keepAlive();
    await this.#cluster.releaseLease(copy.name);
  }

  /** Adds work to do before the pool closes. */
  beforeClosing(work: () => Promise<void>): void {
    this.#closing.push(work);
  }

  /** Waits for the work in the background and releases the share of the template. */
  async close(): Promise<void> {
    for (const work of this.#closing) {
      await work();
    }
    this.#cluster.evictors.delete(this.#evictPrefetched);
    this.#prefetched.close();
    await this.#background.settle();
    if (await this.#connected.close()) {
      this.#cluster.stayUntilExit();
    }
    await this.#background.settle();
    this.#cluster.templates.delete(this.template.name);
    await this.#cluster.withLeaseSession((client) => releaseSharedLease(client, this.template.name));
  }

  async #waitForCopy(): Promise<Copy> {
    if (this.#handedOut > 0) {
      this.#wanted = Math.min(MAX_SPARES_PER_PROCESS, this.#wanted + 1);
    }
    // A copy that is being made will be ready first, unless another process takes it. Its error comes again below.
    await this.#refilling?.catch(() => undefined);
    return this.#retry(async () => (await this.#takeReady()) ?? this.#makeLeased());
  }

  /** A copy that is ready, here or on the server. If the session was lost, another process may have dropped ours. */
  async #takeReady(): Promise<Copy | undefined> {
    const copy = this.#prefetched.take();
    return copy !== undefined && this.#cluster.leased.has(copy.name)
      ? copy
      : takeSpare(this.#cluster, this.template.name);
  }

  #retry(attempt: () => Promise<Copy | undefined>): Promise<Copy> {
    return waitForRoom(this.#cluster, { of: this.template.name, limit: this.#limit }, attempt);
  }

  #refill(): Promise<void> {
    this.#refilling ??= this.#makeReady().finally(() => {
      this.#refilling = undefined;
    });
    return this.#refilling;
  }

  async #makeReady(): Promise<void> {
    const { name } = this.template;
    this.#counted = await countSpares(this.#cluster, name);
    if (this.#mayPrefetch && this.#resetting === 0) {
      const copy = (await takeSpare(this.#cluster, name)) ?? (await this.#makeLeased());
      if (copy !== undefined) {
        await this.#prefetchOrSpare(copy);
      }
    }
    const { spares, users } = this.#counted;
    const wanted = users * (this.#limitAllowsPrefetching ? this.#wanted - 1 : this.#wanted);
    if (spares + this.#resetting >= wanted) {
      this.#wanted = Math.max(1, this.#wanted - 1);
      return;
    }
    const copy = await makeCopy(this.#cluster, name, this.#limit);
    await (copy && this.#makeSpare(copy));
  }

  async #makeLeased(): Promise<Copy | undefined> {
    const { name } = this.template;
    const copy = await makeCopy(this.#cluster, name, this.#limit);
    if (copy !== undefined) {
      await recordUse(this.#cluster, copy, { of: name, use: 'lease' });
    }
    return copy;
  }

  get #mayPrefetch(): boolean {
    return this.#prefetched.isFree && this.#limitAllowsPrefetching;
  }

  get #limitAllowsPrefetching(): boolean {
    return this.#limit >= this.#counted.users * COPIES_PER_PROCESS;
  }

  /** For the next test of this process, else of any process. */
  async #prefetchOrSpare(copy: Copy): Promise<void> {
    if (!this.#mayPrefetch || !this.#prefetched.offer(copy)) {
      await this.#makeSpare(copy);
    }
  }

  async #makeSpare(copy: Copy): Promise<void> {
    await recordUse(this.#cluster, copy, { of: this.template.name, use: 'spare' });
    await this.#cluster.releaseLease(copy.name);
  }

  async #putInPlace(copy: Copy, fresh: Copy | undefined, source: string): Promise<Copy> {
    const { now, old } = await putInPlace(this.#cluster, { copy, fresh, source, of: this.template.name });
    if (old !== undefined) {
      this.discard(old);
    }
    return now;
  }

  async #takeBack(copy: Copy, onOpenSessions?: (sessions: OpenSession[]) => void): Promise<void> {
    const sessions = await refuseUnlessConnected(this.#cluster, copy);
    if (sessions.length === 0) {
      return this.#recycle(copy);
    }
    await this.#connected.add(copy);
    onOpenSessions?.(sessions);
  }

  async #recycle(copy: Copy): Promise<void> {
    const { name } = this.template;
    const { spares, users } = this.#counted;
    if (!this.#reuse || copy.madeFrom !== name || spares + this.#resetting >= users * MAX_SPARES_PER_PROCESS) {
      return this.#drop(copy);
    }
    this.#resetting += 1;
    const { now, isReset } = await this.#restoreUsed(copy).finally(() => (this.#resetting -= 1));
    await (isReset ? this.#prefetchOrSpare(now) : this.#drop(now));
  }

  async #restoreUsed(copy: Copy): Promise<{ now: Copy; isReset: boolean }> {
    const now = await quarantine(this.#cluster, copy, this.template.name);
    return now === undefined
      ? { now: copy, isReset: false }
      : { now, isReset: await resetCopy(this.#cluster, now, this.template).catch(() => false) };
  }

  async #drop(copy: Copy): Promise<void> {
    await dropCopy(this.#cluster, copy);
    await this.#cluster.releaseLease(copy.name);
  }
}
