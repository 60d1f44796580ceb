import { basename } from 'node:path';

import { quoteLedger, type LedgerName } from '../ledger/ledger.ts';
import { parseFileName } from '../pairs/file-name.ts';
import type { FoundMigrations } from '../pairs/find-migrations.ts';
import { migrationLabel } from '../pairs/migration.ts';
import type { MigrationEvidence } from './evidence.ts';
import type { DiagnosisFinding } from './find-problems.ts';

/** Whether the ledger is at the version of the client data: golang-migrate ran them as a migration. */
export function isClientDataVersion({ clientData }: FoundMigrations, version: bigint | null): boolean {
  return clientData !== undefined && version !== null && parseFileName(basename(clientData))?.version === version;
}

/**
 * What a ledger at the version of the client data means, with the statements that put it right: they set the ledger to the
 * last migration whose objects are in the database.
 */
export function clientDataRecorded(
  { clientData = '' }: FoundMigrations,
  evidence: readonly MigrationEvidence[],
  ledger: LedgerName,
): DiagnosisFinding {
  const file = basename(clientData);
  const version = parseFileName(file)?.version ?? 0n;
  const last = evidence.findLastIndex(({ up }) => up.extent === 'all' || up.extent === 'some');
  const applied = evidence[last]?.migration.version;
  const after = evidence.slice(last + 1).map(({ migration }) => migrationLabel(migration));
  const unclear = evidence.slice(last + 1).filter(({ up }) => up.extent === 'unknown');
  const set =
    applied === undefined
      ? { force: '-1', sql: `TRUNCATE ${quoteLedger(ledger)};` }
      : {
          force: String(applied),
          sql: `UPDATE ${quoteLedger(ledger)} SET version = ${applied}, dirty = false;`,
        };
  return {
    rule: 'client-data-recorded',
    severity: 'error',
    file: clientData,
    what: `the ledger is at version ${version}: golang-migrate ran the client data ${file} as a migration`,
    why: `Migrations with lower numbers are never applied any more: golang-migrate says "no change". ${missing(after)}`,
    fix: [
      `Run "elementaldb migrate force ${set.force}", or in SQL: ${set.sql}`,
      ...unclear.map(
        ({ migration }) =>
          `Whether ${migrationLabel(migration)} ran cannot be seen; if it did, use ${migration.version}.`,
      ),
      'Then run "elementaldb migrate up", and move the file out of the folder that golang-migrate reads.',
    ].join(' '),
  };
}

function missing(labels: readonly string[]): string {
  return labels.length === 0 ? 'None is missing yet.' : `Not applied, as far as can be seen: ${labels.join(', ')}.`;
}
