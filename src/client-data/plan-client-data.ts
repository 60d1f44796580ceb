import type { AnonymizationPlan } from './anonymize/plan/plan-entry.ts';
import { type AnonymizeOptions, planTables } from './anonymize/plan/plan-tables.ts';
import type { DumpOptions } from './dump-client-data.ts';
import { migratedRows } from './migrated/migrated-rows.ts';
import { requireVersion, wantedVersion } from './source/schema-version.ts';
import { lockTables, withSource } from './source/source-session.ts';
import { withoutExcluded } from './tables/excluded-tables.ts';
import { isToolTable } from './tables/own-tables.ts';
import { readDumpTables } from './tables/read-tables.ts';

export interface PlanClientDataOptions extends Pick<DumpOptions, 'url' | 'migrated' | 'exclude' | 'schemaVersion'> {
  anonymize: AnonymizeOptions;
  /** Called with what is being done. */
  onProgress?: (step: string) => void;
}

/**
 * Plans how a dump of a database is anonymized, and writes nothing. The plan is that of the whole database: slices have the
 * same pseudonyms.
 *
 * @throws the errors of `withSource`, `requireVersion`, `migratedRows` and `planAnonymization`
 */
export async function planClientData(options: PlanClientDataOptions): Promise<AnonymizationPlan> {
  const { url, migrated, exclude = [], schemaVersion, anonymize, onProgress = () => undefined } = options;
  const wanted = await wantedVersion(migrated.migrations, migrated.clientData, schemaVersion);
  return withSource(url, async ({ first }) => {
    await requireVersion(first, url, wanted, schemaVersion);
    const present = (await readDumpTables(first)).filter((table) => !isToolTable(table));
    const tables = await withoutExcluded(first, present, exclude);
    await lockTables(first, tables);
    onProgress('Applying the migrations to a new database');
    const known = await migratedRows(
      wanted.isHead ? migrated : { ...migrated, to: wanted.version ?? undefined },
      tables,
    );
    return planTables(first, tables, known, anonymize, onProgress);
  });
}
