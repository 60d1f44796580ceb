import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import type { MigrationSource } from '../migration-source.ts';

/** An up that ran once does not run again from the same state, so the chain cannot be followed further. */
export class UpNotRepeatable extends ElementalError {
  readonly source: MigrationSource;
  readonly run: Extract<MigrationRun, { ok: false }>;

  constructor(source: MigrationSource, run: Extract<MigrationRun, { ok: false }>) {
    super(`${source.migration.up ?? ''} does not run again from the same state: ${messageOf(run.error)}`, {
      code: 'STATE_LOST',
      kind: 'migration',
      cause: run.error,
    });
    this.source = source;
    this.run = run;
  }
}
