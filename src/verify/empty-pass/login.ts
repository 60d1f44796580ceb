import { diff } from '../../catalog/diff/diff.ts';
import { messageOf } from '../../support/errors.ts';
import { upFile } from '../migration-source.ts';
import { finding, type Finding } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import type { MigrationTrial } from './migration-trial.ts';

/** Whether clients can still connect after an up that makes or changes a login trigger. The trigger may write rows. */
export async function checkLogin(database: TrialDatabase, trial: MigrationTrial): Promise<Finding[]> {
  const effect = diff(trial.stateBefore, await trial.stateAfterUp());
  if (!effect.objects.some(({ kind, change }) => kind === 'event trigger' && change !== 'removed')) {
    return [];
  }
  await trial.rerunIfDirty();
  const refused = await database.whyNoLogin();
  trial.markDirty();
  return refused === undefined
    ? []
    : [
        finding({
          code: 'login-fails',
          status: 'fail',
          what: 'after the up nobody can connect',
          fix: 'Correct the login trigger: an error in it refuses every connection, that of superusers too.',
          details: [messageOf(refused.cause ?? refused)],
          file: upFile(trial.source).file,
        }),
      ];
}
