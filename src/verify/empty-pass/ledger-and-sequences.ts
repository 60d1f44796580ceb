import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import { revertStatements } from '../report/describe-findings.ts';
import type { MigrationTrial } from './migration-trial.ts';
import { finding, type Finding } from '../report/verdict.ts';

/** Whether the up has put rows in whose numbers their sequences do not know of. */
export function checkSequences(effect: SnapshotDiff, { source, role }: MigrationTrial): Finding[] {
  const { sequencesBehind } = effect;
  return sequencesBehind.length === 0
    ? []
    : [
        finding({
          code: 'sequence-behind',
          status: 'warn',
          what: 'the up leaves a sequence behind its column, so that the next insert may find its number taken',
          fix: 'Let the up set the sequence when it has inserted rows with numbers of its own.',
          sql: revertStatements({ ...effect, objects: [], rows: [] }, role),
          details: formatDiff({ ...effect, objects: [], rows: [], sequences: [] }),
          file: source.migration.up,
        }),
      ];
}

/** What the file that has just run did to golang-migrate's table, which is no part of the states that are compared. */
export function checkLedger({ ledgerLoss, source }: MigrationTrial, half: 'up' | 'down'): Finding[] {
  if (ledgerLoss === undefined) {
    return [];
  }
  const unusable = ledgerLoss === 'unusable';
  return [
    finding({
      code: 'ledger-lost',
      status: 'fail',
      what: unusable
        ? `after the ${half}, golang-migrate cannot write its table any more`
        : `the ${half} removes the row of golang-migrate's table`,
      fix: 'Leave the ledger to golang-migrate; drop what is to go by name, not the schema that holds everything.',
      file: source.migration[half],
    }),
  ];
}
