import type { Client } from 'pg';

import { EnvironmentError, InvalidOptionError, UsageError } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readOwnDatabases } from '../ownership.ts';
import { withSnapshotContext, type SnapshotContext } from './snapshot-context.ts';

/** A saved state of a database. It is stored on the same server, as a database that accepts no connections. */
export interface NamedSnapshot {
  name: string;
  /** The database that was saved. */
  database: string;
  /** When it was made, ISO 8601. */
  savedAt: string;
  /** Its size on disk. */
  bytes: number;
  /**
   * After it was saved or restored, where there is any: what belongs to the database and is in no copy of it, such as `the subscription a`. A
   * restore drops it with the replaced database.
   */
  notCopied?: readonly string[];
  /**
   * After it was saved or restored, where there is any: the background workers of libraries that were in the database, such as
   * `pg_cron launcher`. Like all sessions they were ended; not every library starts its worker again.
   */
  endedWorkers?: readonly string[];
}

/** `endedWorkers` of a snapshot of this database, if there is any. */
export function endedWorkersOf({ database: { workers } }: SnapshotContext): Pick<NamedSnapshot, 'endedWorkers'> {
  return workers.length === 0 ? {} : { endedWorkers: workers };
}

/** A snapshot as it is found on the server. */
export interface FoundSnapshot extends NamedSnapshot {
  /** The name of the database that holds it. */
  storedAs: string;
  comment: string;
}

/**
 * The snapshots of the database that a URL names, the oldest first.
 *
 * @throws the errors of `withSnapshotContext`
 */
export function listSnapshots(url: string): Promise<NamedSnapshot[]> {
  return withSnapshotContext(url, async ({ maker, database }) =>
    (await readSnapshots(maker, database.name)).map(({ storedAs: _storedAs, comment: _comment, ...shown }) => shown),
  );
}

/** @throws InvalidOptionError */
export function requireSnapshotName(name: string): void {
  if (typeof name !== 'string' || !/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u.test(name)) {
    throw new InvalidOptionError('name', {
      message: `invalid name of a snapshot: ${JSON.stringify(name)}`,
      hint: 'Use up to 63 letters, digits, dots, hyphens and underscores.',
    });
  }
}

/** The name of the database that holds a snapshot: unique for each snapshot, and never too long. */
export function storedName(database: string, name: string): string {
  return `elementaldb_snapshot_${contentHash([database, name])}`;
}

/** @throws UsageError `NO_SUCH_SNAPSHOT`, naming the snapshots that exist */
export async function findSnapshot({ maker, database }: SnapshotContext, name: string): Promise<FoundSnapshot> {
  requireSnapshotName(name);
  const all = await readSnapshots(maker, database.name);
  const found = all.find((snapshot) => snapshot.name === name);
  if (found === undefined) {
    throw new UsageError(`unknown snapshot "${name}" of the database "${database.name}"`, {
      code: 'NO_SUCH_SNAPSHOT',
      hint:
        all.length === 0
          ? `The database has no snapshots. Save one with "elementaldb snapshot save ${name}".`
          : `Use one of: ${all.map((snapshot) => snapshot.name).join(', ')}.`,
    });
  }
  return found;
}

/** For a snapshot that another process saves or removes. */
export function snapshotBusy(name: string): EnvironmentError {
  return new EnvironmentError(`another process is working on the snapshot "${name}"`, {
    code: 'SNAPSHOT_BUSY',
    hint: 'Wait until it ends, and try again.',
  });
}

/** Finished snapshots only: a database gets its ownership comment in the step that seals it. */
export async function readSnapshots(client: Client, database: string): Promise<FoundSnapshot[]> {
  const marked = (await readOwnDatabases(client)).filter(
    ({ ownership }) => ownership?.use === 'snapshot' && ownership.of === database,
  );
  const { rows } = await client.query<{ name: string; bytes: string }>(
    'SELECT datname AS name, pg_database_size(oid) AS bytes FROM pg_database WHERE datname = ANY ($1)',
    [marked.map(({ name }) => name)],
  );
  const sizes = new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
  return marked
    .map(({ name: storedAs, ownership }) => ({
      name: ownership?.label ?? '',
      database,
      savedAt: ownership?.since ?? '',
      bytes: sizes.get(storedAs) ?? 0,
      storedAs,
      comment: ownership?.comment ?? '',
    }))
    .toSorted((a, b) => (a.savedAt < b.savedAt ? -1 : 1));
}

/**
 * Removes a snapshot of the database that a URL names. Nothing else is touched.
 *
 * @throws InvalidOptionError; UsageError `NO_SUCH_SNAPSHOT`; EnvironmentError `SNAPSHOT_BUSY`, `CANNOT_DROP_DATABASE`;
 *   the errors of `withSnapshotContext`
 */
export function removeSnapshot(url: string, name: string): Promise<void> {
  return withSnapshotContext(url, async (context) => {
    const { storedAs } = await findSnapshot(context, name);
    if (!(await tryLease(context.maker, storedAs))) {
      throw snapshotBusy(name);
    }
    try {
      await forceDropDatabase(context.maker, storedAs);
    } finally {
      await releaseLease(context.maker, storedAs);
    }
  });
}
