import { createPopulator } from '../../seeding/insert/populate.ts';
import { ignoredRows } from '../sandbox/ignored-rows.ts';
import type { FillBase } from '../sandbox/prepared-base.ts';
import { RootTables } from './root-tables.ts';

/** Inserts the rows that a populated database gets before the first migration is tried there. */
export function fillForTrials(ignoreRows: readonly string[]): FillBase {
  const unseen = ignoredRows(ignoreRows);
  return {
    key: JSON.stringify(ignoreRows),
    async fill(client, state, ledgerTable) {
      const roots = new RootTables(state).tables.filter(({ table }) => !unseen.has(table));
      const only = roots.map(({ table }) => table);
      const { unpopulated } = await createPopulator()(client, { only, ignoreTables: [ledgerTable] });
      return new Map([
        ...roots.map(({ table, count }) => [table, count] as const),
        ...unpopulated.map(({ table }) => [table, 0] as const),
      ]);
    },
  };
}
