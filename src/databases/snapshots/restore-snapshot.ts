import { quoteIdentifier } from '../../sql/quote.ts';
import { ElementalError, EnvironmentError, messageOf } from '../../support/errors.ts';
import { ownerClause } from './database-clauses.ts';
import { withFreshDatabase } from './fresh-database.ts';
import { readNotCopied } from '../not-copied.ts';
import { endedWorkersOf, findSnapshot, type NamedSnapshot } from './named-snapshot.ts';
import { replaceDatabase } from './replace-database.ts';
import { withSnapshotContext } from './snapshot-context.ts';

/**
 * Restores the database at a URL from a snapshot of it, under its name. All sessions are ended. The snapshot stays. The
 * copy is made first, so a failure leaves the database unchanged.
 *
 * @throws InvalidOptionError; UsageError `NO_SUCH_SNAPSHOT`; EnvironmentError `DATABASE_IN_USE`, `SNAPSHOT_NOT_RESTORED`;
 *   the errors of `withSnapshotContext`
 */
export function restoreSnapshot(url: string, name: string): Promise<NamedSnapshot> {
  return withSnapshotContext(url, async (site) => {
    const { storedAs, comment, ...snapshot } = await findSnapshot(site, name);
    const notCopied = await readNotCopied(site.maker, site.database.name);
    const owner = await ownerClause(site);
    const clauses = `TEMPLATE ${quoteIdentifier(storedAs)} ${site.strategy} ${owner}`;
    try {
      await withFreshDatabase(site, { clauses, propertiesOf: storedAs }, (fresh) =>
        replaceDatabase(site, fresh, comment),
      );
    } catch (error) {
      throw notRestored(`the snapshot "${name}"`, error);
    }
    return { ...snapshot, ...(notCopied.length === 0 ? {} : { notCopied }), ...endedWorkersOf(site) };
  });
}

/** An error that says that the database is unchanged. */
export function notRestored(what: string, error: unknown): Error {
  return error instanceof ElementalError
    ? error
    : new EnvironmentError(`${what} was not restored: ${messageOf(error)}`, {
        code: 'SNAPSHOT_NOT_RESTORED',
        hint: 'The database is unchanged. Correct the cause on the server, and try again.',
        cause: error,
      });
}
