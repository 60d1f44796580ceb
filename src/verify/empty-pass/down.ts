import { diff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { downFile, upFile } from '../migration-source.ts';
import { bothStates } from '../report/both-states.ts';
import { differenceFindings, failureFinding } from '../report/describe-findings.ts';
import { fixForDown } from '../report/down-advice.ts';
import { finding, type Finding } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';
import { readWaivers } from '../report/waivers.ts';
import { checkLedger } from './ledger-and-sequences.ts';
import { deletesOfNewRows } from './left-rows.ts';
import type { MigrationTrial } from './migration-trial.ts';

/** Whether the down runs and restores the state before the up. */
export async function checkDown(trial: MigrationTrial): Promise<Finding[]> {
  await trial.rerunIfDirty();
  if (trial.source.down === undefined) {
    return [await missingDown(trial)];
  }
  const run = await trial.down();
  if (!run.ok) {
    trial.markDirty();
    return [
      await failureFinding(run, {
        ...downFile(trial.source),
        code: 'down-fails',
        what: 'the down fails',
        fix: 'Correct the down: undo what the up does, in reverse order.',
      }),
    ];
  }
  const lostLedger = checkLedger(trial, 'down');
  const stateAfterUp = await trial.stateAfterUp();
  const first = await trial.takeSnapshot();
  const difference = await trial.compare(trial.stateBefore, first);
  // Values such as the time of a change differ in a second run, too.
  const second = onlyValuesDiffer(difference) ? await repeatUpAndDown(trial) : undefined;
  const actual = second ?? first;
  trial.stateAfterDown = actual;
  const lasting = second === undefined ? difference : withoutVolatile(difference, diff(first, second));
  const deletes = await deletesOfNewRows(await trial.client(), lasting, trial.stateBefore, trial.source.up ?? '');
  const states = await bothStates(trial, lasting, trial.stateBefore, actual);
  const found = await differenceFindings(lasting, {
    ...downFile(trial.source),
    code: 'down-differs',
    what: 'up and down leave a difference',
    fix: 'Undo in the down exactly what the up does.',
    definedIn: upFile(trial.source),
    revert: { role: trial.role, states, deletes },
  });
  return [...lostLedger, ...(found.length === 0 ? [] : (partialDown(trial, stateAfterUp, actual) ?? found))];
}

/** The finding for a down that reverts a part although the migration is declared irreversible. */
function partialDown(
  { source }: MigrationTrial,
  stateAfterUp: CatalogSnapshot,
  stateAfterDown: CatalogSnapshot,
): Finding[] | undefined {
  const declared = readWaivers(source).waivers.find(({ subject }) => subject === 'irreversible');
  const effect = declared === undefined ? undefined : diff(stateAfterUp, stateAfterDown);
  if (declared === undefined || effect === undefined || effect.grade === 'equal') {
    return undefined;
  }
  return [
    finding({
      code: 'down-acts',
      status: 'fail',
      what: 'the migration is declared irreversible, but the down runs and reverts a part',
      fix:
        'Let the down of an irreversible migration fail (RAISE EXCEPTION) or do nothing; if it reverts all it can, write ' +
        '"-- elementaldb: allow reversible <reason>".',
      details: formatDiff(effect),
      file: source.migration.down,
      line: declared.file === source.migration.down ? declared.line : undefined,
    }),
  ];
}

/** The state after up and down once more. */
async function repeatUpAndDown(trial: MigrationTrial): Promise<CatalogSnapshot | undefined> {
  await trial.rerunUp();
  const run = await trial.down();
  return run.ok ? trial.takeSnapshot() : undefined;
}

async function missingDown(trial: MigrationTrial): Promise<Finding> {
  const after = await trial.stateAfterUp();
  const effect = diff(trial.stateBefore, after);
  const nothing = effect.grade === 'equal';
  const states = await bothStates(trial, effect, trial.stateBefore, after);
  const withDown = fixForDown(effect, { role: trial.role, states });
  return finding({
    code: 'down-missing',
    status: nothing ? 'warn' : 'fail',
    what: 'the down is missing',
    details: nothing ? [] : formatDiff(effect),
    ...(nothing
      ? { fix: 'Add a down, even one that only says why there is nothing to undo.' }
      : { ...withDown, fix: `Add a down. ${withDown.fix}` }),
  });
}
