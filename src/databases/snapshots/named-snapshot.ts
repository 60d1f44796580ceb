import type { Client } from 'pg';

import { EnvironmentError, InvalidOptionError, UsageError } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readOwnDatabases } from '../ownership.ts';
import { withSnapshotContext, type SnapshotContext } from './snapshot-context.ts';

/** A state of a database that was given a name; it lies beside it on its server, as a database that nobody can enter. */
export interface NamedSnapshot {
  name: string;
  /** The database of which it is. */
  database: string;
  /** When it was made, ISO 8601. */
  savedAt: string;
  /** What it takes on disk. */
  bytes: number;
}

/** A snapshot as it is found on the server. */
export interface FoundSnapshot extends NamedSnapshot {
  /** The database that holds it. */
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

/** The name of the database that holds a snapshot: any two names have different ones, and none is too long. */
export function storedName(database: string, name: string): string {
  return `elementaldb_snapshot_${contentHash([database, name])}`;
}

/** @throws UsageError `NO_SUCH_SNAPSHOT`, naming those that there are */
export async function findSnapshot({ maker, database }: SnapshotContext, name: string): Promise<FoundSnapshot> {
  requireSnapshotName(name);
  const all = await readSnapshots(maker, database.name);
  const found = all.find((snapshot) => snapshot.name === name);
  if (found === undefined) {
    throw new UsageError(`there is no snapshot "${name}" of the database "${database.name}"`, {
      code: 'NO_SUCH_SNAPSHOT',
      hint:
        all.length === 0
          ? `There is none at all. Make one with "elementaldb snapshot save ${name}".`
          : `There are: ${all.map((snapshot) => snapshot.name).join(', ')}.`,
    });
  }
  return found;
}

/** For a snapshot that another process is making or removing. */
export function snapshotBusy(name: string): EnvironmentError {
  return new EnvironmentError(`another process is working on the snapshot "${name}"`, {
    code: 'SNAPSHOT_BUSY',
    hint: 'Wait for it and try again.',
  });
}

/** The finished ones alone: a database gets its mark in the step that seals it. */
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
