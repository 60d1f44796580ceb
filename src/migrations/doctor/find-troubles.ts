import { CLIENT_DATA_VERSION } from '../pairs/file-name.ts';
import type { LedgerState } from '../ledger/ledger.ts';
import { migrationLabel } from '../pairs/migration.ts';
import { extentOf, labelOf, type MigrationEvidence, type ObservedEffect } from './evidence.ts';

/** Something that will surprise whoever migrates next. */
export interface DiagnosisFinding {
  rule: 'client-data-recorded' | 'invalid-index' | 'ledger-ahead' | 'skipped-migration' | 'unknown-version';
  severity: 'error' | 'warning';
  /** Path of the file concerned, if there is one. */
  file?: string;
  what: string;
  why: string;
  fix: string;
}

/** What the ledger and the files, side by side, show to be wrong. */
export function findTroubles(
  { version }: LedgerState,
  evidence: readonly MigrationEvidence[],
  hasClientData: boolean,
): DiagnosisFinding[] {
  if (version === null) {
    return [];
  }
  const known = evidence.some(({ migration }) => migration.version === version);
  return [...(known ? [] : [unknownVersion(version, evidence, hasClientData)]), ...skipped(version, evidence)];
}

function unknownVersion(
  version: bigint,
  evidence: readonly MigrationEvidence[],
  hasClientData: boolean,
): DiagnosisFinding {
  const last = evidence.at(-1)?.migration.version;
  if (version === CLIENT_DATA_VERSION && hasClientData) {
    const reached = evidence.findLast(({ up }) => up.extent !== 'none')?.migration.version ?? -1n;
    return {
      rule: 'client-data-recorded',
      severity: 'error',
      what: 'the ledger says 999999: golang-migrate took the client data for a migration',
      why: 'No later migration will ever be applied: every number is lower.',
      fix: `elementaldb migrate force ${reached}, and keep the client data out of golang-migrate's folder.`,
    };
  }
  return last !== undefined && version > last
    ? {
        rule: 'ledger-ahead',
        severity: 'error',
        what: `the ledger says ${version}, the files end at ${last}`,
        why: 'The database was migrated with newer files; nothing can be applied or undone without them.',
        fix: 'Fetch the newer files, or name the folder that has them.',
      }
    : {
        rule: 'unknown-version',
        severity: 'error',
        what: `the ledger says ${version}, which no file has`,
        why: 'golang-migrate and elementaldb refuse to go on from a version that they cannot find.',
        fix: 'Restore its files, or force the version before it if it was never needed.',
      };
}

/** Files up to the current version of whose lasting effects the database shows none. */
function skipped(version: bigint, evidence: readonly MigrationEvidence[]): DiagnosisFinding[] {
  const applied = evidence.filter(({ migration }) => migration.version < version);
  return applied.flatMap(({ migration, up }, index): DiagnosisFinding[] => {
    const later = applied.slice(index + 1).concat(evidence.filter((other) => other.migration.version === version));
    const lasting = up.effects.filter((effect) => effect.change === 'create' && !isUndoneBy(effect, later));
    if (extentOf(lasting) !== 'none') {
      return [];
    }
    return [
      {
        rule: 'skipped-migration',
        severity: 'warning',
        ...(migration.up === undefined ? {} : { file: migration.up }),
        what: `${migrationLabel(migration)} was probably never applied: ${lasting.map(({ label }) => label).join(', ')} missing`,
        why: 'A file that is added below the current version is passed over in silence: the ledger knows one number only.',
        fix: `Give it a number above ${version}, or run its SQL by hand.`,
      },
    ];
  });
}

/** Whether a later migration drops or renames the object, or what it stands on. */
function isUndoneBy({ object }: ObservedEffect, later: readonly MigrationEvidence[]): boolean {
  const plain = object.name.at(-1);
  const drops = later.flatMap(({ up }) => up.effects).filter(({ change }) => change === 'drop');
  return drops.some(({ object: dropped }) => {
    if (dropped.kind === 'schema') {
      return true;
    }
    const target = dropped.name.at(-1);
    return labelOf(dropped) === labelOf(object) || target === plain || target === object.table?.at(-1);
  });
}
