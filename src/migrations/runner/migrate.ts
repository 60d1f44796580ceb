import * as v from 'valibot';

import type { ServerNotice } from '../../postgres/run-script.ts';
import { CALLBACK, TEXT, checkOptions, wholeNumber } from '../../support/check-options.ts';
import { ElementalError, InvalidOptionError } from '../../support/errors.ts';
import { aftermathOf } from './aftermath.ts';
import { explainSqlError } from './explain-sql-error.ts';
import { type ClientDataSource, clientDataRecorded, isClientDataVersion } from '../doctor/client-data-recorded.ts';
import { readEvidence } from '../doctor/evidence.ts';
import { assertRunnable, findMigrations } from '../pairs/find-migrations.ts';
import { type LedgerState, readLedger, writeLedger } from '../ledger/ledger.ts';
import type { Direction, Migration } from '../pairs/migration.ts';
import {
  FOLDER,
  LOCK_OPTIONS,
  type LockOptions,
  type MigrationSession,
  type MigrationTarget,
  withLockedSession,
} from './migration-session.ts';
import { type MigrationPlan, planDown, planGoto, type PlannedStep, planUp } from './migration-plan.ts';
import { readMigration } from '../pairs/read-migration.ts';
import { runMigrationFile } from './run-migration-file.ts';

/** One file that was applied. */
export interface AppliedStep {
  version: bigint;
  name: string;
  direction: Direction;
  /** Path of the file; undefined if it is missing and only the version changed. */
  file: string | undefined;
  milliseconds: number;
  notices: ServerNotice[];
}

export interface MigrateOptions extends LockOptions {
  folder: string;
  /** Which files of the folder are client data; see `FindOptions`. */
  clientData?: string | undefined;
  /** Called after each file. */
  onProgress?: (step: AppliedStep) => void;
  /** Stops after the file that is running. */
  signal?: AbortSignal;
}

export interface LimitedMigrateOptions extends MigrateOptions {
  /** The maximum number of files. Default: all. */
  limit?: number;
}

const MIGRATE_OPTIONS = {
  ...LOCK_OPTIONS,
  folder: FOLDER,
  clientData: TEXT,
  onProgress: CALLBACK,
  signal: v.optional(v.instance(AbortSignal, 'must be an AbortSignal')),
} satisfies Record<keyof MigrateOptions, v.GenericSchema>;

/** Schemas of `LimitedMigrateOptions`. */
export const LIMITED_OPTIONS = {
  ...MIGRATE_OPTIONS,
  limit: wholeNumber(0),
} satisfies Record<keyof LimitedMigrateOptions, v.GenericSchema>;

export interface MigrateResult {
  /** The ledger's version before and after; null if nothing is applied. */
  from: bigint | null;
  to: bigint | null;
  /** Empty if nothing changed. */
  applied: AppliedStep[];
}

/**
 * Applies the migrations after the current version, as golang-migrate's `migrate up [N]`.
 *
 * All files are read before the first one runs. Each file runs as one simple query in the same session. The ledger is
 * dirty while a file runs, and stays dirty if it fails.
 *
 * @throws InvalidOptionError; MigrationSqlError for the file that failed; ElementalError (kind `migration`)
 *   `DATABASE_DIRTY`, `CLIENT_DATA_RECORDED`, `UNKNOWN_VERSION`, `MIGRATIONS_AMBIGUOUS`, `LIMIT_SHORT` (after applying all there are); EnvironmentError
 *   `LOCK_TIMEOUT`, `LEDGER_UNUSABLE` and those of `findMigrations`
 */
export async function migrateUp(target: MigrationTarget, options: LimitedMigrateOptions): Promise<MigrateResult> {
  checkOptions('migrateUp', v.strictObject(LIMITED_OPTIONS), options);
  return migrate(target, options, (migrations, current) => planUp(migrations, current, options.limit));
}

/** Undoes migrations from the current one, as `migrate down [N]`; all of them by default. Throws as `migrateUp`. */
export async function migrateDown(target: MigrationTarget, options: LimitedMigrateOptions): Promise<MigrateResult> {
  checkOptions('migrateDown', v.strictObject(LIMITED_OPTIONS), options);
  return migrate(target, options, (migrations, current) => planDown(migrations, current, options.limit));
}

/** Migrates up or down to a version, as `migrate goto V`. Throws as `migrateUp`. */
export async function migrateTo(
  target: MigrationTarget,
  version: bigint,
  options: MigrateOptions,
): Promise<MigrateResult> {
  checkOptions('migrateTo', v.strictObject(MIGRATE_OPTIONS), options);
  requireVersion(version);
  return migrate(target, options, (migrations, current) => planGoto(migrations, current, version));
}

/**
 * Sets a clean version in the ledger without running anything, as `migrate force V`. Does not check that the version
 * exists. Null means that nothing is applied (golang-migrate's -1).
 *
 * @throws InvalidOptionError; EnvironmentError `LOCK_TIMEOUT`, `LEDGER_UNUSABLE`
 */
export async function forceVersion(
  target: MigrationTarget,
  version: bigint | null,
  options: LockOptions = {},
): Promise<void> {
  checkOptions('forceVersion', v.strictObject(LOCK_OPTIONS), options);
  if (version !== null) {
    requireVersion(version);
  }
  await withLockedSession(target, options, ({ client, ledger }) =>
    writeLedger(client, ledger, { version, dirty: false }),
  );
}

async function migrate(
  target: MigrationTarget,
  options: MigrateOptions,
  planFrom: (migrations: Migration[], current: bigint | null) => MigrationPlan,
): Promise<MigrateResult> {
  const source = await runnableMigrations(options);
  return withLockedSession(target, options, async (session) => {
    const state = await readLedger(session.client, session.ledger);
    const { steps, short, texts } = await prepareRun(session, state, source, planFrom);
    const result: MigrateResult = { from: state.version, to: state.version, applied: [] };
    for (const [index, step] of steps.entries()) {
      if (options.signal?.aborted === true) {
        return result;
      }
      const applied = await applyStep(session, step, result.to, texts[index]);
      result.to = step.target;
      result.applied.push(applied);
      options.onProgress?.(applied);
    }
    if (short > 0) {
      throw new ElementalError(`limit ${short} short`, {
        code: 'LIMIT_SHORT',
        kind: 'migration',
        hint: `Use a limit of at most ${steps.length}${steps.length === 0 ? '' : '; these have been run'}.`,
      });
    }
    return result;
  });
}

/** Reads the folder. @throws the errors of `findMigrations` and `assertRunnable` */
export async function runnableMigrations({ folder, clientData }: MigrateOptions): Promise<ClientDataSource> {
  const found = await findMigrations(folder, { clientData });
  assertRunnable(found);
  return { found, named: clientData };
}

/** Checks that the database can be migrated, plans the steps and reads their files. Writes nothing. */
export async function prepareRun(
  session: MigrationSession,
  state: LedgerState,
  source: ClientDataSource,
  planFrom: (migrations: Migration[], current: bigint | null) => MigrationPlan,
): Promise<MigrationPlan & { texts: (string | undefined)[] }> {
  assertClean(state);
  await assertNoClientData(session, state, source);
  const plan = planFrom(source.found.migrations, state.version);
  const texts: (string | undefined)[] = [];
  for (const { migration, direction } of plan.steps) {
    texts.push(await readMigration(migration, direction));
  }
  return { ...plan, texts };
}

async function applyStep(
  { client, ledger }: MigrationSession,
  step: PlannedStep,
  current: bigint | null,
  sql: string | undefined,
): Promise<AppliedStep> {
  const { migration, direction, target } = step;
  await writeLedger(client, ledger, { version: target, dirty: true });
  const run = await runMigrationFile(client, sql ?? '');
  const file = migration[direction];
  if (!run.ok) {
    const failed = { file: file ?? '', sql: sql ?? '', error: run.error, completed: run.completed };
    throw await explainSqlError(failed, await aftermathOf(step, current, failed));
  }
  await writeLedger(client, ledger, { version: target, dirty: false });
  const { milliseconds, notices } = run;
  return { version: migration.version, name: migration.name, direction, file, milliseconds, notices };
}

function assertClean(state: LedgerState): void {
  if (state.dirty) {
    throw new ElementalError(`Dirty database version ${state.version ?? -1}. Fix and force version.`, {
      code: 'DATABASE_DIRTY',
      kind: 'migration',
      hint: 'Run `elementaldb migrate doctor` to see which file failed, what it left, and which version to force.',
    });
  }
}

async function assertNoClientData(
  { client, ledger }: MigrationSession,
  { version }: LedgerState,
  source: ClientDataSource,
): Promise<void> {
  if (isClientDataVersion(source, version)) {
    const evidence = await readEvidence(client, source.found.migrations);
    const { what, why, fix } = clientDataRecorded(source, version, evidence, ledger);
    throw new ElementalError(`${what}. ${why}`, { code: 'CLIENT_DATA_RECORDED', kind: 'migration', hint: fix });
  }
}

function requireVersion(version: bigint): void {
  if (typeof version !== 'bigint' || version < 0n || version >= 2n ** 63n) {
    throw new InvalidOptionError('version', {
      message: `invalid version: ${version}`,
      hint: 'Use a bigint from 0n to 2^63-1.',
    });
  }
}
