import { SEED_SCHEMA } from '../../seeding/schema/schema-queries.ts';
import { isMigrationLedger } from '../../seeding/schema/migration-ledgers.ts';
import type { DumpTable } from './dump-table.ts';

/** Whether tools keep their records in a table: the ledgers of migrations, and those of `seed`. Client data has none of them. */
export function isToolTable({ schema, name, columns }: DumpTable): boolean {
  return schema === SEED_SCHEMA || isMigrationLedger({ path: [schema, name], columns });
}
