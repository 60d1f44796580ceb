import * as v from 'valibot';

import { checkOptions } from '../../support/check-options.ts';
import { type LedgerName, type LedgerState, readLedger } from '../ledger/ledger.ts';
import { LIMITED_OPTIONS, type LimitedMigrateOptions, prepareRun, runnableMigrations } from './migrate.ts';
import { type PlannedStep, planUp } from './migration-plan.ts';
import { type MigrationTarget, withReadingSession } from './migration-session.ts';

/** What `migrateUp` would do. */
export interface UpPreview {
  ledger: LedgerName;
  /** The ledger's version; nothing is applied if there is no ledger. */
  from: LedgerState['version'];
  /** In order. Each expects the version of the step before it, clean. */
  steps: PlannedStep[];
  /** How many of the requested migrations do not exist. */
  short: number;
}

/**
 * Lists what `migrateUp` would run with the same options. It takes no lock, creates no ledger and writes nothing; a
 * database that `migrateUp` would refuse is refused with the same error.
 */
export async function previewUp(target: MigrationTarget, options: LimitedMigrateOptions): Promise<UpPreview> {
  checkOptions('previewUp', v.strictObject(LIMITED_OPTIONS), options);
  const source = await runnableMigrations(options);
  return withReadingSession(target, options, async (session) => {
    const state = await readLedger(session.client, session.ledger);
    const { steps, short } = await prepareRun(session, state, source, (migrations, current) =>
      planUp(migrations, current, options.limit),
    );
    return { ledger: session.ledger, from: state.version, steps, short };
  });
}
