import type { Client } from 'pg';
import * as v from 'valibot';

import { TEXT, checkOptions } from '../../support/check-options.ts';
import { clientDataRecorded, isClientDataVersion } from './client-data-recorded.ts';
import { explainDirty, type DirtyExplanation } from './explain-dirty.ts';
import { type DiagnosisFinding, findProblems } from './find-problems.ts';
import { readEvidence } from './evidence.ts';
import { findMigrations } from '../pairs/find-migrations.ts';
import { readLedger } from '../ledger/ledger.ts';
import type { MigrateOptions } from '../runner/migrate.ts';
import {
  FOLDER,
  LEDGER_OPTIONS,
  type LedgerOptions,
  type MigrationTarget,
  withReadingSession,
} from '../runner/migration-session.ts';

/** The problems of a database and how to continue. */
export interface Diagnosis {
  /** There are no problems. */
  healthy: boolean;
  version: bigint | null;
  dirty: boolean;
  /** For a dirty database: which file failed, what it left, what to do. */
  explanation: DirtyExplanation | undefined;
  findings: DiagnosisFinding[];
}

/**
 * Compares a database with its migrations. Explains a dirty ledger; finds versions without files, files that were skipped
 * because they were added out of order, client data recorded as a migration, and invalid indexes. Changes nothing.
 *
 * Whether a file ran is inferred from the objects that it creates or drops. This is evidence, not proof: DO blocks and
 * rows are not considered.
 */
export async function diagnose(
  target: MigrationTarget,
  options: LedgerOptions & Pick<MigrateOptions, 'folder' | 'clientData'>,
): Promise<Diagnosis> {
  checkOptions('diagnose', v.strictObject({ ...LEDGER_OPTIONS, folder: FOLDER, clientData: TEXT }), options);
  const found = await findMigrations(options.folder, { allowEmpty: true, clientData: options.clientData });
  return withReadingSession(target, options, async ({ client, ledger }) => {
    const state = await readLedger(client, ledger);
    const evidence = await readEvidence(client, found.migrations);
    const explanation = state.dirty ? explainDirty(state.version, evidence) : undefined;
    const source = { found, named: options.clientData };
    const problems = isClientDataVersion(source, state.version)
      ? [clientDataRecorded(source, state.version, evidence, ledger)]
      : findProblems(state, evidence);
    const findings = [...problems, ...(await invalidIndexes(client))];
    return { healthy: !state.dirty && findings.length === 0, ...state, explanation, findings };
  });
}

async function invalidIndexes(client: Client): Promise<DiagnosisFinding[]> {
  const { rows } = await client.query<{ index: string; table: string }>(
    `SELECT format('%I.%I', n.nspname, i.relname) AS index, x.indrelid::regclass::text AS "table"
       FROM pg_catalog.pg_index x
       JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
      WHERE NOT x.indisvalid AND i.relkind = 'i' ORDER BY 1`,
  );
  return rows.map(({ index, table }) => ({
    rule: 'invalid-index',
    severity: 'error',
    what: `the index ${index} of ${table} is invalid`,
    why: 'CREATE INDEX CONCURRENTLY failed. The server updates the index but never uses it.',
    fix: `DROP INDEX CONCURRENTLY ${index}; then create it again.`,
  }));
}
