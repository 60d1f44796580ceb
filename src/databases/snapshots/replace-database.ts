import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { dropDisconnecting } from '../drop-disconnecting.ts';
import type { Mark } from '../mark.ts';
import { withUnfinishedName, type FreshDatabase } from './fresh-database.ts';
import type { SnapshotSite } from './snapshot-site.ts';
import { REPLACED } from './sweep-unfinished.ts';
import { withNobodyIn } from './with-nobody-in.ts';

/**
 * Puts a fresh database in the place of the site's, under its name and, where it is ours on a server that is not, with its
 * mark. That is one transaction: before it everything is as it was, after it the old one is a leftover of ours, and dropped.
 *
 * @param comment what is said of the database where it has no mark; empty for nothing
 */
export async function replaceDatabase(site: SnapshotSite, fresh: FreshDatabase, comment: string): Promise<void> {
  const { database, cluster, maker } = site;
  const { name, mark } = database;
  const now = mark === undefined ? comment : JSON.stringify({ ...mark, oid: fresh.oid });
  await withUnfinishedName(maker, async (aside) => {
    const leftover: Mark = {
      madeBy: 'elementaldb',
      oid: database.oid,
      name: aside,
      cluster,
      claim: REPLACED,
      detached: false,
      use: 'lease',
    };
    await withNobodyIn(site, database, () =>
      maker.query(
        [
          rename(name, aside),
          rename(fresh.name, name),
          commentOn(aside, JSON.stringify(leftover)),
          commentOn(name, now),
        ].join(';'),
      ),
    );
    await dropDisconnecting(maker, aside).catch(() => undefined); // The next run sweeps it.
  });
}

function rename(from: string, to: string): string {
  return `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`;
}

function commentOn(name: string, comment: string): string {
  return `COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${comment === '' ? 'NULL' : quoteLiteral(comment)}`;
}
