import type { LedgerState } from '../ledger/ledger.ts';
import { migrationLabel } from '../pairs/migration.ts';
import { extentOf, labelOf, type MigrationEvidence, type ObservedEffect } from './evidence.ts';

/** A problem that affects the next migration. */
export interface DiagnosisFinding {
  rule: 'client-data-recorded' | 'invalid-index' | 'ledger-ahead' | 'skipped-migration' | 'unknown-version';
  severity: 'error' | 'warning';
  /** Path of the affected file, if any. */
  file?: string;
  what: string;
  why: string;
  fix: string;
}

/** Problems that the ledger and the files show together. */
export function findProblems({ version }: LedgerState, evidence: readonly MigrationEvidence[]): DiagnosisFinding[] {
  if (version === null) {
    return [];
  }
  const known = evidence.some(({ migration }) => migration.version === version);
  return [...(known ? [] : [unknownVersion(version, evidence)]), ...skipped(version, evidence)];
}

function unknownVersion(version: bigint, evidence: readonly MigrationEvidence[]): DiagnosisFinding {
  const last = evidence.at(-1)?.migration.version;
  return last !== undefined && version > last
    ? {
        rule: 'ledger-ahead',
        severity: 'error',
        what: `the ledger is at version ${version}, but the last file is ${last}`,
        why: 'The database was migrated with newer files. Without them nothing can be applied or undone.',
        fix: 'Fetch the newer files, or use the folder that has them.',
      }
    : {
        rule: 'unknown-version',
        severity: 'error',
        what: `the ledger is at version ${version}, but no file has this version`,
        why: 'golang-migrate and elementaldb cannot continue from a version without files.',
        fix: 'Restore its files, or force the version before it if the files are not needed.',
      };
}

/** Migrations before the current version that left no trace in the database. */
function skipped(version: bigint, evidence: readonly MigrationEvidence[]): DiagnosisFinding[] {
  const applied = evidence.filter(({ migration }) => migration.version < version);
  return applied.flatMap(({ migration, up }, index): DiagnosisFinding[] => {
    const later = applied.slice(index + 1).concat(evidence.filter((other) => other.migration.version === version));
    const remaining = up.effects.filter((effect) => effect.change === 'create' && !isUndoneBy(effect, later));
    if (extentOf(remaining) !== 'none') {
      return [];
    }
    return [
      {
        rule: 'skipped-migration',
        severity: 'warning',
        ...(migration.up === undefined ? {} : { file: migration.up }),
        what: `${migrationLabel(migration)} was probably never applied: ${remaining.map(({ label }) => label).join(', ')} missing`,
        why: 'A file that is added below the current version is silently skipped, because the ledger holds one version only.',
        fix: `Give it a version above ${version}, or run its SQL by hand.`,
      },
    ];
  });
}

/**
 * Whether a later migration drops, renames or moves the object, or what it goes with: its schema, its table, a column that
 * an index or a constraint may be on. CASCADE takes anything that can depend on something.
 */
function isUndoneBy({ object }: ObservedEffect, later: readonly MigrationEvidence[]): boolean {
  const plain = object.name.at(-1);
  const table = object.table?.at(-1);
  const isOnColumns = object.table !== undefined && object.kind !== 'column';
  return later.some(
    ({ up }) =>
      up.dropsUnseen ||
      up.dropped.some(({ object: dropped, cascade = false }) => {
        const target = dropped.name.at(-1);
        return (
          dropped.kind === 'schema' ||
          (cascade && object.kind !== 'schema') ||
          labelOf(dropped) === labelOf(object) ||
          target === plain ||
          (table !== undefined && target === table) ||
          (isOnColumns && (object.table?.length === 0 || dropped.table?.at(-1) === table))
        );
      }),
  );
}
