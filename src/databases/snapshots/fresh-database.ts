import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { copyProperties } from '../database-properties.ts';
import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readOid, unfinishedName } from '../ownership.ts';
import type { DatabaseFacts, SnapshotContext } from './snapshot-context.ts';
import { withoutSessions } from './without-sessions.ts';

/** A database that has no name for people yet. */
export interface FreshDatabase {
  name: string;
  oid: string;
}

export interface FreshDatabaseOptions {
  /** What CREATE DATABASE is to say. */
  clauses: string;
  /** The database whose settings and privileges it gets. */
  propertiesOf: string;
  /** The database it is a copy of, if people may be in that. */
  source?: Pick<DatabaseFacts, 'name' | 'oid'>;
}

/**
 * Makes a database under a name that only we give, and lends it to `work`, which gives it its own name in one step. Until
 * then it goes with whatever fails; should this process be killed, it is known as ours.
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
      // The first error explains; what is left here is known as ours by its name, and swept.
      await forceDropDatabase(maker, name).catch(() => undefined);
      throw error;
    }
  });
}

/** Lends a name by which a database is known as a leftover of ours, unless this process, which has its lease, lives. */
export async function withUnfinishedName<T>(maker: Client, work: (name: string) => Promise<T>): Promise<T> {
  const name = unfinishedName();
  await tryLease(maker, name);
  try {
    return await work(name);
  } finally {
    await releaseLease(maker, name);
  }
}
