import { basename } from 'node:path';

import { quoteLedger, type LedgerName } from '../ledger/ledger.ts';
import { CLIENT_DATA_VERSION, parseFileName } from '../pairs/file-name.ts';
import type { FoundMigrations } from '../pairs/find-migrations.ts';
import { migrationLabel } from '../pairs/migration.ts';
import type { MigrationEvidence } from './evidence.ts';
import type { DiagnosisFinding } from './find-problems.ts';

/** The client data of a folder: what lies in it, and the path that the option `clientData` names. */
export interface ClientDataSource {
  found: FoundMigrations;
  named: string | undefined;
}

/**
 * Whether the ledger is at the version of the client data: golang-migrate ran them as a migration. The file may have been
 * moved out of the folder since then.
 */
export function isClientDataVersion({ found, named }: ClientDataSource, version: bigint | null): version is bigint {
  const versions = [versionOf(found.clientData), versionOf(named), CLIENT_DATA_VERSION];
  return (
    version !== null &&
    versions.includes(version) &&
    found.migrations.every((migration) => migration.version !== version)
  );
}

/**
 * What a ledger at the version of the client data means, with the statements that put it right. They set the ledger to the
 * migration before the first one that has left no trace: golang-migrate had run every file that there was.
 */
export function clientDataRecorded(
  { found, named }: ClientDataSource,
  version: bigint,
  evidence: readonly MigrationEvidence[],
  ledger: LedgerName,
): DiagnosisFinding {
  const file = [found.clientData, named].find((path) => versionOf(path) === version);
  const visible = evidence.findLastIndex(({ up }) => up.extent === 'all' || up.extent === 'some');
  const firstMissing = evidence.findIndex(({ up }, index) => index > visible && up.extent === 'none');
  const end = firstMissing === -1 ? evidence.length : firstMissing;
  const last = evidence[end - 1]?.migration.version;
  const set =
    last === undefined
      ? { force: '-1', sql: `TRUNCATE ${quoteLedger(ledger)};` }
      : { force: String(last), sql: `UPDATE ${quoteLedger(ledger)} SET version = ${last}, dirty = false;` };
  return {
    rule: 'client-data-recorded',
    severity: 'error',
    ...(file === undefined ? {} : { file }),
    what: `the ledger is at version ${version}: golang-migrate ran the client data${file === undefined ? '' : ` ${basename(file)}`} as a migration`,
    why: `Migrations with lower numbers are never applied any more: golang-migrate says "no change". ${missing(labels(evidence.slice(end)))}`,
    fix: [
      ...assumed(labels(evidence.slice(visible + 1, end)), evidence[visible]?.migration.version ?? -1n),
      `Run "elementaldb migrate force ${set.force}", or in SQL: ${set.sql}`,
      `Then run "elementaldb migrate up"${file !== undefined && file === found.clientData ? ', and move the file out of the folder that golang-migrate reads' : ''}.`,
    ].join(' '),
  };
}

function versionOf(path: string | undefined): bigint | undefined {
  return path === undefined ? undefined : parseFileName(basename(path))?.version;
}

function labels(evidence: readonly MigrationEvidence[]): string[] {
  return evidence.map(({ migration }) => migrationLabel(migration));
}

function missing(names: readonly string[]): string {
  return names.length === 0 ? 'None is missing yet.' : `Not applied, as far as can be seen: ${names.join(', ')}.`;
}

/** Of migrations that change only rows or run code, the database does not show whether they ran. */
function assumed(names: readonly string[], before: bigint): string[] {
  if (names.length === 0) {
    return [];
  }
  return names.length === 1
    ? [
        `Check whether ${names.join()} ran, which the schema does not show. It is taken as applied; if it did not run, force ${before} instead.`,
      ]
    : [
        `Check whether ${names.join(', ')} ran, which the schema does not show. They are taken as applied; if one did not run, force the version before it instead.`,
      ];
}
