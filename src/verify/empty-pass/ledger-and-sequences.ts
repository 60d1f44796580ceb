import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import { toolOf } from '../../migrations/layouts/all-layouts.ts';
import { sequenceStatements } from '../report/down-advice.ts';
import { finding, type Finding } from '../report/verdict.ts';
import type { MigrationTrial } from './migration-trial.ts';

/** Whether the up inserted numbers that a sequence will draw again. */
export function checkSequences(effect: SnapshotDiff, { source, role }: MigrationTrial): Finding[] {
  if (effect.sequencesBehind.length === 0) {
    return [];
  }
  return [
    finding({
      code: 'sequence-behind',
      status: 'warn',
      what: 'the up leaves a sequence behind its column, so that the next insert may violate a unique constraint',
      fix: 'Set the sequence (setval) in the up after inserting explicit numbers.',
      sql: sequenceStatements(effect, role),
      details: formatDiff({ ...effect, objects: [], rows: [], sequences: [] }),
      file: source.migration.up,
    }),
  ];
}

/** What the file that just ran did to the table of the migration tool, which snapshots leave out. */
export function checkLedger({ ledgerLoss, source }: MigrationTrial, half: 'up' | 'down'): Finding[] {
  if (ledgerLoss === undefined) {
    return [];
  }
  const tool = toolOf(source.migration);
  return [
    finding({
      code: 'ledger-lost',
      status: 'fail',
      what:
        ledgerLoss === 'unusable'
          ? `after the ${half}, ${tool} cannot write its table`
          : `the ${half} removes the row of ${tool}'s table`,
      fix: `Leave ${tool}'s table alone: drop objects by name instead of dropping the whole schema.`,
      file: source.migration[half],
    }),
  ];
}
