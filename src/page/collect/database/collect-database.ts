import type { CompareOptions } from '../../../comparison/compare.ts';
import { onForeign } from '../../../comparison/open-side.ts';
import type { FoundMigrations } from '../../../migrations/pairs/find-migrations.ts';
import { quoteLedger, resolveLedger } from '../../../migrations/ledger/ledger.ts';
import { safeUrl } from '../../../postgres/safe-url.ts';
import type { PageData, PageModel } from '../../model.ts';
import { readProduction } from './production.ts';
import { readSeries } from './series.ts';
import { readTables } from './tables.ts';
import { readTree } from './tree.ts';

export interface DatabaseOptions {
  url: string;
  /** Whether names of clients, sites and places are shown. */
  showPersonalData: boolean;
  /** How the database is compared with the migrations. */
  comparison: CompareOptions;
}

/**
 * Refuses a database before the work of minutes is done for its page.
 *
 * @throws the errors of `connect`
 */
export function requireDatabase({ url }: DatabaseOptions): Promise<void> {
  return onForeign(url, () => Promise.resolve(), 'report');
}

/**
 * Reads a database that somebody else runs, in a session that cannot write and waits for nobody: its rows in numbers, and
 * how it differs from the migrations.
 *
 * @throws the errors of `connect` and `readForeignLedger`
 */
export async function collectDatabase(
  { url, showPersonalData, comparison }: DatabaseOptions,
  found: FoundMigrations,
  onProgress: (step: string) => void,
): Promise<Pick<PageModel, 'data' | 'production'> & { notes: string[] }> {
  const { data, notes } = await readData(url, showPersonalData, onProgress);
  onProgress('Comparing the database with the migrations');
  return { data, production: await readProduction(url, found, { ...comparison, onProgress }), notes };
}

async function readData(
  url: string,
  showPersonalData: boolean,
  onProgress: (step: string) => void,
): Promise<{ data: PageData; notes: string[] }> {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const data = await onForeign(
    url,
    async (client, given) => {
      await client.query(`SET timezone = 'UTC'`);
      const ledger = await resolveLedger(client, given).then(quoteLedger);
      onProgress('Counting the rows of the database');
      const tables = await readTables(client, ledger);
      const series = await readSeries(client, tables, { showPersonalData, onProgress, note });
      return { source: safeUrl(url), tables, series, tree: await readTree(client, { showPersonalData, note }) };
    },
    'report',
  );
  return { data, notes };
}
