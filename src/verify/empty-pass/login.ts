import { diff } from '../../catalog/diff/diff.ts';
import { objectsOfKind } from '../../catalog/snapshot/objects-of-kind.ts';
import { messageOf } from '../../support/errors.ts';
import { upFile } from '../migration-source.ts';
import { finding, type Finding } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import type { MigrationTrial } from './migration-trial.ts';

/** Databases in which an earlier up has left a login trigger that refuses: that up has the finding. */
const refusing = new WeakSet<TrialDatabase>();

/**
 * Whether clients can still connect after an up, where the database has a login trigger: the up may have changed the trigger,
 * its function or what that uses. The trigger may write rows.
 */
export async function checkLogin(database: TrialDatabase, trial: MigrationTrial): Promise<Finding[]> {
  const after = await trial.stateAfterUp();
  const triggers = objectsOfKind(after.objects, 'event trigger');
  const hasTrigger = triggers.some(({ definition }) => definition['event'] === 'login');
  if (!hasTrigger || diff(trial.stateBefore, after).grade === 'equal') {
    return [];
  }
  await trial.rerunIfDirty();
  const refused = await database.whyNoLogin();
  trial.markDirty();
  const before = refusing.has(database);
  if (refused === undefined) {
    refusing.delete(database);
  } else {
    refusing.add(database);
  }
  return refused === undefined || before
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
