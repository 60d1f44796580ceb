import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { forceDropDatabase } from '../force-drop.ts';
import type { Ownership } from '../ownership.ts';
import { withUnfinishedName, type FreshDatabase } from './fresh-database.ts';
import type { SnapshotContext } from './snapshot-context.ts';
import { REPLACED } from './sweep-unfinished.ts';
import { withoutSessions } from './without-sessions.ts';

/**
 * Replaces the database of the context by a fresh one, with its name and its ownership comment, if it has one. One
 * transaction: before it nothing has changed; after it the old database is a leftover of ours, which is dropped.
 *
 * @param comment for a database without an ownership comment; empty for none
 */
export async function replaceDatabase(site: SnapshotContext, fresh: FreshDatabase, comment: string): Promise<void> {
  const { database, cluster, maker } = site;
  const { name, ownership } = database;
  const now = ownership === undefined ? comment : JSON.stringify({ ...ownership, oid: fresh.oid });
  await withUnfinishedName(maker, async (aside) => {
    const leftover: Ownership = {
      madeBy: 'elementaldb',
      oid: database.oid,
      name: aside,
      cluster,
      claim: REPLACED,
      detached: false,
      use: 'lease',
    };
    await withoutSessions(site, database, () =>
      maker.query(
        [
          rename(name, aside),
          rename(fresh.name, name),
          commentOn(aside, JSON.stringify(leftover)),
          commentOn(name, now),
        ].join(';'),
      ),
    );
    await forceDropDatabase(maker, aside).catch(() => undefined); // The next run drops it.
  });
}

function rename(from: string, to: string): string {
  return `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`;
}

function commentOn(name: string, comment: string): string {
  return `COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${comment === '' ? 'NULL' : quoteLiteral(comment)}`;
}
