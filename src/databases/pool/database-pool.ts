import { setTimeout as sleep } from 'node:timers/promises';

import { EnvironmentError } from '../../support/errors.ts';
import { releaseSharedLease } from '../lease.ts';
import type { Cluster, Template } from './cluster.ts';
import { createCopy, countSpares, makeCopy, recordUse, takeSpare, type Copy } from './copies.ts';
import { dropCopy } from './drop-copy.ts';
import { makeRoom, reclaim } from './reclaim.ts';
import { resetCopy } from './reset-copy.ts';
import { PrefetchedCopy } from './prefetched-copy.ts';
import { copyTestDatabase, quarantine, swap } from './swap.ts';

export interface PoolLimits {
  /** How many databases for tests may be on the server at a time, those of all processes together; 64 unless told. */
  limit?: number | undefined;
  /** How much they may take together as they are made, in bytes; 4 GiB unless told. */
  maxBytes?: number | undefined;
  /** Whether a database may be handed out again once it is certainly as its template again; yes unless told. */
  reuse?: boolean | undefined;
}

const DEFAULT_LIMIT = 64;
const DEFAULT_MAX_BYTES = 4 * 1_073_741_824;

/** How long a test waits for a database when there are as many as there may be, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** How often it looks, in milliseconds. */
const POLL_MS = 20;

/** At most this many spares for each process. */
const MAX_SPARES_PER_PROCESS = 4;

/** A process keeps a copy for its next test where there may be this many for each process that uses the template. */
const COPIES_PER_PROCESS = 4;

/** How many hand-outs pass between two looks for what killed processes have left. */
const RECLAIM_INTERVAL = 16;

/**
 * The copies of a template that a process hands out. The pool itself is on the server, where all processes see it: a
 * spare copy is one that is marked so and whose lease is free. While a test runs, its process takes one from there, or
 * makes one, for the next; how many lie ready besides follows from how many processes there are, and from how often one
 * of them had to wait.
 */
export class DatabasePool {
  readonly template: Template;
  readonly #cluster: Cluster;
  readonly #limit: number;
  readonly #reuse: boolean;
  readonly #background = new Set<Promise<unknown>>();
  readonly #closing: (() => Promise<void>)[] = [];
  #ahead = 1;
  #handedOut = 0;
  #refilling: Promise<void> | undefined;
  /** Copies that are being put back: most of them can be handed out in a moment. */
  #returning = 0;
  /** What was counted last, this process included. */
  #counted = { spares: 0, users: 1 };
  readonly #reserve = new PrefetchedCopy((copy) => this.#inBackground(this.#markSpare(copy)));
  readonly #giveUpReserve = (): boolean => {
    const copy = this.#reserve.take();
    if (copy !== undefined) {
      this.discard(copy);
    }
    return copy !== undefined;
  };

  constructor(
    cluster: Cluster,
    template: Template,
    { limit = DEFAULT_LIMIT, maxBytes = DEFAULT_MAX_BYTES, reuse = true }: PoolLimits = {},
  ) {
    this.template = template;
    this.#cluster = cluster;
    this.#reuse = reuse;
    this.#limit = Math.max(1, Math.min(limit, Math.floor(maxBytes / template.bytes)));
    cluster.evictors.add(this.#giveUpReserve);
  }

  /** Makes the first copy before it is asked for. */
  prepare(): void {
    this.#inBackground(this.#refill());
  }

  /**
   * Hands out a copy that is as its template, one that lies ready or a new one.
   *
   * @throws EnvironmentError `TOO_MANY_TEST_DATABASES`
   */
  async acquire(): Promise<Copy> {
    const copy = (await this.#takeReady()) ?? (await this.#waitForOne());
    this.#handedOut += 1;
    if (this.#handedOut % RECLAIM_INTERVAL === 1) {
      this.#inBackground(reclaim(this.#cluster));
    }
    this.#inBackground(this.#refill());
    return copy;
  }

  /**
   * Takes a copy back, without keeping anybody waiting: under another name it is put back to its template and handed
   * out again, or it is dropped.
   */
  release(copy: Copy): void {
    this.#inBackground(this.#takeBack(copy));
  }

  /** Drops a copy without looking whether it could be used again, without keeping anybody waiting. */
  discard(copy: Copy): void {
    this.#inBackground(this.#drop(copy));
  }

  /** Puts a fresh copy of the template in the place of one, under its name. */
  async replace(copy: Copy): Promise<Copy> {
    const { name } = this.template;
    const fresh = (await this.#takeReady()) ?? (await makeCopy(this.#cluster, name, this.#limit));
    this.#inBackground(this.#refill());
    return this.#putInPlace(copy, fresh, name);
  }

  /** Copies what a test has made of its database. @throws EnvironmentError `TOO_MANY_TEST_DATABASES` */
  snapshot(copy: Copy): Promise<Copy> {
    return this.#within(() => copyTestDatabase(this.#cluster, copy, this.template.name, this.#limit));
  }

  /** Puts a copy of a snapshot in the place of a test's database, under its name. */
  async restore(copy: Copy, snapshot: Copy): Promise<Copy> {
    const fresh = await makeCopy(this.#cluster, snapshot.name, this.#limit);
    return this.#putInPlace(copy, fresh, snapshot.name);
  }

  /** Leaves a copy for a person to look at, for an hour. */
  async keep(copy: Copy): Promise<void> {
    await recordUse(this.#cluster, copy, { of: this.template.name, use: 'kept' });
    this.#cluster.stay();
    await this.#cluster.releaseLease(copy.name);
  }

  /** Has something done before the pool closes. */
  beforeClosing(work: () => Promise<void>): void {
    this.#closing.push(work);
  }

  /** Waits for what is going on in the background and gives up the share of the template. */
  async close(): Promise<void> {
    for (const work of this.#closing) {
      await work();
    }
    this.#cluster.evictors.delete(this.#giveUpReserve);
    this.#reserve.close();
    while (this.#background.size > 0) {
      await Promise.all(this.#background);
    }
    this.#cluster.templates.delete(this.template.name);
    await this.#cluster.quick((client) => releaseSharedLease(client, this.template.name));
  }

  async #waitForOne(): Promise<Copy> {
    if (this.#handedOut > 0) {
      this.#ahead = Math.min(MAX_SPARES_PER_PROCESS, this.#ahead + 1);
    }
    // One that is being made is nearer than one that is begun now, unless another takes it. If it fails, so does the next, which says why.
    await this.#refilling?.catch(() => undefined);
    return this.#within(async () => (await this.#takeReady()) ?? this.#makeLeased());
  }

  /** One that lies ready, here or on the server. What a lost session leased, another may have dropped by now. */
  async #takeReady(): Promise<Copy | undefined> {
    const kept = this.#reserve.take();
    return kept !== undefined && this.#cluster.leased.has(kept.name)
      ? kept
      : takeSpare(this.#cluster, this.template.name);
  }

  /** Tries until there is room. */
  async #within(attempt: () => Promise<Copy | undefined>): Promise<Copy> {
    for (const begun = Date.now(); ; await sleep(POLL_MS)) {
      const copy = await attempt();
      if (copy !== undefined) {
        return copy;
      }
      await reclaim(this.#cluster);
      await makeRoom(this.#cluster, this.template.name);
      if (Date.now() - begun > TIMEOUT_MS) {
        throw new EnvironmentError(
          `there are ${this.#limit} test databases, as many as there may be, and none was given back within ${TIMEOUT_MS / 1000} s`,
          {
            code: 'TOO_MANY_TEST_DATABASES',
            hint: 'Give each back when its test ends (await using), or allow more: limit, maxBytes.',
          },
        );
      }
    }
  }

  #refill(): Promise<void> {
    this.#refilling ??= this.#makeSpares().finally(() => {
      this.#refilling = undefined;
    });
    return this.#refilling;
  }

  async #makeSpares(): Promise<void> {
    const { name } = this.template;
    this.#counted = await countSpares(this.#cluster, name);
    if (this.#mayReserve && this.#returning === 0) {
      const copy = (await takeSpare(this.#cluster, name)) ?? (await this.#makeLeased());
      if (copy !== undefined) {
        await this.#keepReady(copy);
      }
    }
    const { spares, users } = this.#counted;
    const wanted = users * (this.#hasRoomForReserves ? this.#ahead - 1 : this.#ahead);
    if (spares + this.#returning >= wanted) {
      this.#ahead = Math.max(1, this.#ahead - 1);
      return;
    }
    const copy = await makeCopy(this.#cluster, name, this.#limit);
    if (copy !== undefined) {
      await this.#markSpare(copy);
    }
  }

  async #makeLeased(): Promise<Copy | undefined> {
    const { name } = this.template;
    const copy = await makeCopy(this.#cluster, name, this.#limit);
    if (copy !== undefined) {
      await recordUse(this.#cluster, copy, { of: name, use: 'lease' });
    }
    return copy;
  }

  get #hasRoomForReserves(): boolean {
    return this.#limit >= this.#counted.users * COPIES_PER_PROCESS;
  }

  get #mayReserve(): boolean {
    return this.#reserve.hasRoom && this.#hasRoomForReserves;
  }

  /** For the next test of this process, or of any. */
  async #keepReady(copy: Copy): Promise<void> {
    if (!this.#mayReserve || !this.#reserve.offer(copy)) {
      await this.#markSpare(copy);
    }
  }

  async #markSpare(copy: Copy): Promise<void> {
    await recordUse(this.#cluster, copy, { of: this.template.name, use: 'spare' });
    await this.#cluster.releaseLease(copy.name);
  }

  /** Without a fresh copy, for which there was no room, the old one has to go first. */
  async #putInPlace(copy: Copy, fresh: Copy | undefined, source: string): Promise<Copy> {
    if (fresh === undefined) {
      await dropCopy(this.#cluster, copy);
      const made = await createCopy(this.#cluster, source, copy.name);
      await recordUse(this.#cluster, made, { of: this.template.name, use: 'lease' });
      return made;
    }
    const { now, old } = await swap(this.#cluster, copy, fresh, this.template.name);
    this.discard(old);
    return now;
  }

  async #takeBack(copy: Copy): Promise<void> {
    const { name } = this.template;
    const { spares, users } = this.#counted;
    if (!this.#reuse || copy.madeFrom !== name || spares + this.#returning >= users * MAX_SPARES_PER_PROCESS) {
      return this.#drop(copy);
    }
    this.#returning += 1;
    const { now, isAsNew } = await this.#resetCopy(copy).finally(() => (this.#returning -= 1));
    await (isAsNew ? this.#keepReady(now) : this.#drop(now));
  }

  async #resetCopy(copy: Copy): Promise<{ now: Copy; isAsNew: boolean }> {
    const aside = await quarantine(this.#cluster, copy, this.template.name);
    return aside === undefined
      ? { now: copy, isAsNew: false }
      : { now: aside, isAsNew: await resetCopy(this.#cluster, aside, this.template).catch(() => false) }; // It is dropped then.
  }

  async #drop(copy: Copy): Promise<void> {
    await dropCopy(this.#cluster, copy);
    await this.#cluster.releaseLease(copy.name);
  }

  /** What fails there is nobody's: whatever is left is reclaimed when its lease is free. */
  #inBackground(work: Promise<unknown>): void {
    const settled: Promise<unknown> = work.then(
      () => this.#background.delete(settled),
      () => this.#background.delete(settled),
    );
    this.#background.add(settled);
  }
}
