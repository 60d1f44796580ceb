import type { PageLock, PageMigration, PageModel } from '../../model.ts';

/** What somebody who runs or undoes a migration wants to know of it. */
export interface Trait {
  /** As links name it. */
  id: string;
  /** What happens, as the title of a list. */
  text: string;
  /** The same as a word or two beside one of them. */
  short: string;
  holds: (migration: PageMigration) => boolean;
}

export const TRAITS: readonly Trait[] = [
  {
    id: 'loses-data',
    text: 'The up or the down removes data',
    short: 'loses data',
    holds: ({ dataLost }) => dataLost.length > 0,
  },
  {
    id: 'irreversible',
    text: 'The down does not restore the schema',
    short: 'not reversible',
    holds: ({ reversible }) => reversible === false,
  },
  {
    id: 'rewrites',
    text: 'A whole table is written again',
    short: 'rewrites a table',
    holds: ({ locks }) => locks.some(({ rewrites }) => rewrites),
  },
  {
    id: 'blocks-reads-long',
    text: 'Reads of a table are blocked while all of it is read or written',
    short: 'blocks reads for long',
    holds: ({ locks }) => locks.some((lock) => blocksReads(lock) && (lock.scans || lock.rewrites)),
  },
  {
    id: 'blocks-reads',
    text: 'Reads of a table are blocked',
    short: 'blocks reads',
    holds: ({ locks }) => locks.some(blocksReads),
  },
];

/** How many migrations have each trait; only those that occur. */
export function traitCounts({ migrations }: PageModel): (Trait & { count: number })[] {
  return TRAITS.map((trait) => ({ ...trait, count: migrations.filter(trait.holds).length })).filter(
    ({ count }) => count > 0,
  );
}

/** Only this mode conflicts with that of SELECT: https://www.postgresql.org/docs/current/explicit-locking.html */
export function blocksReads({ mode }: PageLock): boolean {
  return mode === 'ACCESS EXCLUSIVE';
}

/** What other sessions cannot do with the table while the lock is held; see the same page. */
export function blockedBy(lock: PageLock): string {
  if (blocksReads(lock)) {
    return 'reads and writes';
  }
  return ['SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE'].includes(lock.mode) ? 'writes' : '';
}
