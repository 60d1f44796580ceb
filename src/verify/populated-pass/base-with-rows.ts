import { createPopulator } from '../../seeding/insert/populate.ts';
import { ignoredRows } from '../sandbox/ignored-rows.ts';
import type { FillBase } from '../sandbox/prepared-base.ts';
import { RootTables } from './root-tables.ts';

/** A table with rows of the migrations that accepts no others: it is neither filled again nor emptied. */
const GOT_NONE = -1;

/** Inserts the rows that a populated database gets before the first migration is tried there. */
export function fillForTrials(ignoreRows: readonly string[]): FillBase {
  const unseen = ignoredRows(ignoreRows);
  return {
    key: JSON.stringify(ignoreRows),
    async fill(client, state, ledgerTable) {
      const roots = new RootTables(state).tables.filter(({ table }) => !unseen.has(table));
      const only = roots.map(({ table }) => table);
      const { unpopulated } = await createPopulator()(client, { only, ignoreTables: [ledgerTable] });
      const counts = new Map(roots.map(({ table, count }) => [table, count]));
      return new Map([
        ...counts,
        ...unpopulated.map(({ table }) => [table, (counts.get(table) ?? 0) === 0 ? 0 : GOT_NONE] as const),
      ]);
    },
  };
}
