import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { copyProperties } from '../database-properties.ts';
import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readOid, unfinishedName } from '../ownership.ts';
import type { DatabaseFacts, SnapshotContext } from './snapshot-context.ts';
import { withoutSessions } from './without-sessions.ts';

/** A database under a temporary name. */
export interface FreshDatabase {
  name: string;
  oid: string;
}

export interface FreshDatabaseOptions {
  /** Clauses of CREATE DATABASE. */
  clauses: string;
  /** The database from which it gets settings and privileges. */
  propertiesOf: string;
  /** The database to copy, if it may have sessions. */
  source?: Pick<DatabaseFacts, 'name' | 'oid'>;
}

/**
 * Creates a database under a temporary name and runs `work`, which renames it in one step. A failure before that drops
 * it; if this process is killed, the next run recognizes it by its name.
 */
export async function withFreshDatabase<T>(
  site: SnapshotContext,
  { clauses, propertiesOf, source }: FreshDatabaseOptions,
  work: (fresh: FreshDatabase) => Promise<T>,
): Promise<T> {
  const { maker } = site;
  return withUnfinishedName(maker, async (name) => {
    const create = (): Promise<unknown> => maker.query(`CREATE DATABASE ${quoteIdentifier(name)} ${clauses}`);
    try {
      await (source === undefined ? create() : withoutSessions(site, source, create));
      await copyProperties(maker, propertiesOf, name);
      return await work({ name, oid: (await readOid(maker, name)) ?? '' });
    } catch (error) {
      // The first error is the relevant one. The next run recognizes the leftover by its name and drops it.
      await forceDropDatabase(maker, name).catch(() => undefined);
      throw error;
    }
  });
}

/**
 * Runs `work` with a name that marks a database as our leftover once this process, which holds its lease, has ended.
 */
export async function withUnfinishedName<T>(maker: Client, work: (name: string) => Promise<T>): Promise<T> {
  const name = unfinishedName();
  await tryLease(maker, name);
  try {
    return await work(name);
  } finally {
    await releaseLease(maker, name);
  }
}
