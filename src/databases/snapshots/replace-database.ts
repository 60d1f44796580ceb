import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { forceDropDatabase } from '../force-drop.ts';
import type { Ownership } from '../ownership.ts';
import { withUnfinishedName, type FreshDatabase } from './fresh-database.ts';
import type { SnapshotContext } from './snapshot-context.ts';
import { REPLACED } from './sweep-unfinished.ts';
import { withoutSessions } from './without-sessions.ts';

/**
 * Puts a fresh database in the place of the site's, under its name and, where it is ours on a server that is not, with its
 * mark. That is one transaction: before it everything is as it was, after it the old one is a leftover of ours, and dropped.
 *
 * @param comment what is said of the database where it has no mark; empty for nothing
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
    await forceDropDatabase(maker, aside).catch(() => undefined); // The next run sweeps it.
  });
}

function rename(from: string, to: string): string {
  return `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`;
}

function commentOn(name: string, comment: string): string {
  return `COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${comment === '' ? 'NULL' : quoteLiteral(comment)}`;
}
