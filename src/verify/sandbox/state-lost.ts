import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import type { MigrationTexts } from '../migration-source.ts';

/** An up that ran once does not run again from the same state, so the chain cannot be followed further. */
export class StateLost extends ElementalError {
  readonly texts: MigrationTexts;
  readonly run: Extract<MigrationRun, { ok: false }>;

  constructor(texts: MigrationTexts, run: Extract<MigrationRun, { ok: false }>) {
    super(`${texts.migration.up ?? ''} does not run again from the same state: ${messageOf(run.error)}`, {
      code: 'STATE_LOST',
      kind: 'migration',
      cause: run.error,
    });
    this.texts = texts;
    this.run = run;
  }
}
