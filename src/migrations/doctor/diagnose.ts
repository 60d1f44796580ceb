import type { Client } from 'pg';

import { explainDirty, type DirtyExplanation } from './explain-dirty.ts';
import { type DiagnosisFinding, findTroubles } from './find-troubles.ts';
import { readEvidence } from './evidence.ts';
import { findMigrations } from '../pairs/find-migrations.ts';
import { readLedger } from '../ledger/ledger.ts';
import { type LedgerOptions, type MigrationTarget, withReadingSession } from '../runner/migration-session.ts';

/** What is the matter with a database and how to go on. */
export interface Diagnosis {
  /** Nothing is the matter. */
  healthy: boolean;
  version: bigint | null;
  dirty: boolean;
  /** Of a dirty database: which file failed, what it left, what to do. */
  explanation: DirtyExplanation | undefined;
  findings: DiagnosisFinding[];
}

/**
 * Compares a database with its migrations: explains a dirty ledger, and finds versions without files, files that were
 * skipped because they came out of order, client data recorded as a migration, invalid indexes. Changes nothing.
 *
 * What a file did is judged by whether the objects that it plainly creates or drops are there, which is evidence, not
 * proof; DO blocks and rows are not seen.
 */
export async function diagnose(
  target: MigrationTarget,
  options: LedgerOptions & { folder: string },
): Promise<Diagnosis> {
  const found = await findMigrations(options.folder, { allowEmpty: true });
  return withReadingSession(target, options, async ({ client, ledger }) => {
    const state = await readLedger(client, ledger);
    const evidence = await readEvidence(client, found.migrations);
    const explanation = state.dirty ? explainDirty(state.version, evidence) : undefined;
    const findings = [
      ...findTroubles(state, evidence, found.clientData !== undefined),
      ...(await invalidIndexes(client)),
    ];
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
    why: 'CREATE INDEX CONCURRENTLY failed half-way: the index is kept up to date but never used.',
    fix: `DROP INDEX CONCURRENTLY ${index}; then build it again.`,
  }));
}
