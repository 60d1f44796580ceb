import { ElementalError, messageOf } from '../../support/errors.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { FailedRun } from './file-runner.ts';

/** An up ran once, but fails from the same state later, so the chain cannot be continued. */
export class UpNotRepeatable extends ElementalError {
  readonly source: MigrationSource;
  readonly run: FailedRun;

  constructor(source: MigrationSource, run: FailedRun) {
    super(`${source.migration.up ?? ''} does not run again from the same state: ${messageOf(run.error)}`, {
      code: 'STATE_LOST',
      kind: 'migration',
      cause: run.error,
    });
    this.source = source;
    this.run = run;
  }
}
