import { basename } from 'node:path';

import { diff } from '../catalog/diff.ts';
import type { Snapshot } from '../catalog/snapshot.ts';
import { applyToFresh, type ReadMigration } from '../migrations/apply-to-fresh.ts';
import { MigrationSqlError } from '../migrations/sql-error.ts';
import type { PostgresServer } from '../servers/server.ts';
import { codeOf, ElementalError, messageOf } from '../support/errors.ts';
import { errorLines, judge } from './judge.ts';
import { skipped, type AxisVerdict } from './verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from './volatile.ts';
import type { Workbench } from './workbench.ts';

const MEND =
  'Use SET LOCAL, or qualify names: golang-migrate runs all files in one session, so what one SETs or makes TEMPORARY, ' +
  'later ones inherit.';

/**
 * Runs all ups in one session, as golang-migrate and `start` do, on a database made anew, and compares the end with
 * `expected`, the end of the staircase, where each file had a session of its own.
 */
export async function runInOneSession(
  server: PostgresServer,
  workbench: Workbench,
  ups: readonly ReadMigration[],
  expected: Snapshot,
): Promise<AxisVerdict> {
  const build = async (): Promise<Snapshot> => {
    await workbench.startOver();
    await applyToFresh(server.connection(workbench.database), ups);
    return workbench.snapshot();
  };
  try {
    const end = await build();
    const difference = diff(expected, end);
    // Whether values differ by chance, such as those of now(), only a second run of the same kind can tell.
    const settled = onlyValuesDiffer(difference) ? withoutVolatile(difference, diff(end, await build())) : difference;
    return judge(settled, 'the ups lead to another state than each by itself', MEND);
  } catch (error) {
    return judgeFailure(error);
  }
}

function judgeFailure(error: unknown): AxisVerdict {
  if (error instanceof MigrationSqlError) {
    const file = basename(error.file);
    const place = error.line === undefined ? `${file}: ` : `${file}:${error.line}: `;
    return { grade: 'fail', what: `${file} fails`, mend: MEND, details: errorLines(error, place) };
  }
  if (codeOf(error) === 'LEDGER_UNUSABLE') {
    return {
      grade: 'fail',
      what: 'the ledger is lost',
      mend: 'Leave the ledger to golang-migrate: it is written between the files, in their session.',
      details: [messageOf(error)],
    };
  }
  if (error instanceof ElementalError && error.code === 'PRELUDE_FAILED') {
    return skipped(`a second time ${error.message}`);
  }
  throw error;
}
