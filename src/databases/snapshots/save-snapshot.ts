import * as v from 'valibot';

import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { YES_OR_NO, checkOptions } from '../../support/check-options.ts';
import { ElementalError, EnvironmentError, UsageError, messageOf } from '../../support/errors.ts';
import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readNotCopied } from '../not-copied.ts';
import type { Ownership } from '../ownership.ts';
import { withFreshDatabase, withUnfinishedName, type FreshDatabase } from './fresh-database.ts';
import {
  endedWorkersOf,
  readSnapshots,
  requireSnapshotName,
  snapshotBusy,
  storedName,
  type NamedSnapshot,
} from './named-snapshot.ts';
import { withSnapshotContext, type SnapshotContext } from './snapshot-context.ts';

export interface SaveSnapshotOptions {
  /** Whether a snapshot of the same name is replaced. Default: false, which is an error. */
  replace?: boolean | undefined;
}

const SAVE_OPTIONS = { replace: YES_OR_NO } satisfies Record<keyof SaveSnapshotOptions, v.GenericSchema>;

/**
 * Saves the state of the database at a URL under a name, on its server: a copy that accepts no connections. All
 * sessions are ended, because PostgreSQL cannot copy a database with sessions. The copy gets its name in the step that
 * seals it, so an unfinished copy is never mistaken for a snapshot.
 *
 * @throws InvalidOptionError; UsageError `SNAPSHOT_EXISTS`; EnvironmentError `SNAPSHOT_BUSY`, `DATABASE_IN_USE`,
 *   `SNAPSHOT_NOT_SAVED`; the errors of `withSnapshotContext`
 */
export async function saveSnapshot(
  url: string,
  name: string,
  options: SaveSnapshotOptions = {},
): Promise<NamedSnapshot> {
  requireSnapshotName(name);
  checkOptions('saveSnapshot', v.strictObject(SAVE_OPTIONS), options);
  return withSnapshotContext(url, (site) => save(site, name, options));
}

async function save(
  site: SnapshotContext,
  name: string,
  { replace = false }: SaveSnapshotOptions,
): Promise<NamedSnapshot> {
  const { database, maker } = site;
  const storedAs = storedName(database.name, name);
  if (!(await tryLease(maker, storedAs))) {
    throw snapshotBusy(name);
  }
  try {
    const before = (await readSnapshots(maker, database.name)).find((snapshot) => snapshot.name === name);
    if (before !== undefined && !replace) {
      throw new UsageError(`the snapshot "${name}" of the database "${database.name}" exists already`, {
        code: 'SNAPSHOT_EXISTS',
        hint: 'Choose another name, or replace it with --replace.',
      });
    }
    const clauses = `TEMPLATE ${quoteIdentifier(database.name)} ${site.strategy}`;
    await withFreshDatabase(site, { clauses, propertiesOf: database.name, source: database }, (fresh) =>
      seal(site, fresh, { name, storedAs, replaces: before !== undefined }),
    );
    const saved = (await readSnapshots(maker, database.name)).find((snapshot) => snapshot.name === name);
    const notCopied = await readNotCopied(maker, database.name);
    return {
      name,
      database: database.name,
      savedAt: saved?.savedAt ?? '',
      bytes: saved?.bytes ?? 0,
      ...(notCopied.length === 0 ? {} : { notCopied }),
      ...endedWorkersOf(site),
    };
  } catch (error) {
    throw explain(error, name);
  } finally {
    await releaseLease(maker, storedAs);
  }
}

interface Sealing {
  name: string;
  storedAs: string;
  replaces: boolean;
}

/** One transaction, so that the snapshot appears complete, and a former one of this name stays until then. */
async function seal(site: SnapshotContext, fresh: FreshDatabase, { name, storedAs, replaces }: Sealing): Promise<void> {
  const { maker, cluster, database } = site;
  const ownership: Ownership = {
    madeBy: 'elementaldb',
    oid: fresh.oid,
    name: storedAs,
    cluster,
    // On an existing server it is dropped with the database that was created there; any other stays until it is removed.
    claim: database.ownership?.claim ?? 'snapshot',
    detached: database.ownership?.detached ?? true,
    use: 'snapshot',
    of: database.name,
    since: new Date().toISOString(),
    label: name,
    comment: database.comment,
  };
  const steps = [
    rename(fresh.name, storedAs),
    `COMMENT ON DATABASE ${quoteIdentifier(storedAs)} IS ${quoteLiteral(JSON.stringify(ownership))}`,
    `ALTER DATABASE ${quoteIdentifier(storedAs)} ALLOW_CONNECTIONS false IS_TEMPLATE true`,
  ];
  if (!replaces) {
    await maker.query(steps.join(';'));
    return;
  }
  // Without a comment and under a name that only we use, the former one is recognized as a leftover of ours.
  await withUnfinishedName(maker, async (aside) => {
    const before = [`COMMENT ON DATABASE ${quoteIdentifier(storedAs)} IS NULL`, rename(storedAs, aside)];
    await maker.query([...before, ...steps].join(';'));
    await forceDropDatabase(maker, aside).catch(() => undefined); // The next run sweeps it.
  });
}

function rename(from: string, to: string): string {
  return `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`;
}

function explain(error: unknown, name: string): Error {
  return error instanceof ElementalError
    ? error
    : new EnvironmentError(`the snapshot "${name}" was not saved: ${messageOf(error)}`, {
        code: 'SNAPSHOT_NOT_SAVED',
        hint: 'The database is unchanged. Correct the cause on the server, and try again.',
        cause: error,
      });
}
