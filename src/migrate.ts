import './support/disposal.ts';

export type { MigrationLayout, NamedLayout, OtherLayout } from './configuration/layout.ts';
export {
  applyClientData,
  type ClientDataOptions,
  type ClientDataResult,
  type ClientDataProgress,
} from './migrations/client-data/apply-client-data.ts';
export { diagnose, type Diagnosis } from './migrations/doctor/diagnose.ts';
export { findMigrations, type FoundMigrations, type FindOptions } from './migrations/pairs/find-migrations.ts';
export type { FolderFinding, FolderRule } from './migrations/pairs/folder-finding.ts';
export type { Migration, Direction } from './migrations/pairs/migration.ts';
export {
  forceVersion,
  migrateDown,
  migrateTo,
  migrateUp,
  type AppliedStep,
  type MigrateOptions,
  type MigrateResult,
  type LimitedMigrateOptions,
} from './migrations/runner/migrate.ts';
export { previewUp, type UpPreview } from './migrations/runner/preview.ts';
export type { PlannedStep } from './migrations/runner/migration-plan.ts';
export { MigrationSqlError, renderSqlError, type MigrationSqlErrorFields } from './migrations/runner/sql-error.ts';
export {
  currentVersion,
  migrationStatus,
  type DatabaseStatus,
  type MigrationStatus,
} from './migrations/runner/status.ts';
export type { DirtyExplanation, Suspect } from './migrations/doctor/explain-dirty.ts';
export type { DiagnosisFinding } from './migrations/doctor/find-problems.ts';
export type { LedgerState, LedgerName } from './migrations/ledger/ledger.ts';
export type { LedgerOptions, LockOptions, MigrationTarget } from './migrations/runner/migration-session.ts';
export type { ConnectionTarget } from './postgres/connect.ts';
export type { ServerNotice } from './postgres/run-script.ts';
export type { ElementalError, ElementalErrorOptions, ErrorKind } from './support/errors.ts';
