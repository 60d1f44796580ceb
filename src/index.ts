import './support/disposal.ts';

export { diff, type Grade, type SnapshotDiff } from './catalog/diff/diff.ts';
export { formatDiff } from './catalog/diff/format-diff.ts';
export {
  describeSchema,
  type CatalogSnapshot,
  type DescribeSchemaOptions,
} from './catalog/snapshot/describe-schema.ts';
export { buildMigratedImage, type MigratedImage, type MigratedImageOptions } from './commands/build-migrated-image.ts';
export { seedGeneric, type SeedGenericOptions } from './commands/seed-generic.ts';
export { seed } from './commands/seed.ts';
export { defineConfig } from './configuration/define.ts';
export type { Configuration } from './configuration/schema.ts';
export type { DatabaseFiles } from './databases/content.ts';
export { dumpToFile, type DumpedFile, type DumpToFileOptions } from './databases/dumps/dump-to-file.ts';
export {
  restoreFromFile,
  type RestoredFile,
  type RestoreFromFileOptions,
} from './databases/dumps/restore-from-file.ts';
export { start, type StartedDatabase, type StartOptions } from './databases/start.ts';
export { listSnapshots, type NamedSnapshot } from './databases/snapshots/named-snapshot.ts';
export { removeSnapshot } from './databases/snapshots/remove-snapshot.ts';
export { restoreSnapshot } from './databases/snapshots/restore-snapshot.ts';
export { saveSnapshot, type SaveSnapshotOptions } from './databases/snapshots/save-snapshot.ts';
export {
  defineTemplate,
  type DefineTemplateOptions,
  type TemplateBuilder,
} from './databases/templates/define-template.ts';
export { seeded, type SeededOptions } from './energy/seed/seeded.ts';
export type { BuiltInTemplate, TemplateChoice, UserTemplate } from './databases/templates/define-template.ts';
export type { TestServerDescription } from './databases/testing/description.ts';
export { closeTestDatabases } from './databases/testing/pools.ts';
export type { SqlTag } from './databases/testing/sql-tag.ts';
export { testDatabase } from './databases/testing/open-test-database.ts';
export type { TestDatabase, TestSnapshot } from './databases/testing/test-database.ts';
export type { TestDatabaseOptions } from './databases/testing/options.ts';
export { startTestServer, type TestServer } from './databases/testing/test-server.ts';
export type { TestServerOptions } from './databases/testing/options.ts';
export type { Finding, FindingInFile, FindingStatus, Severity } from './findings/finding.ts';
export type { Axis, FindingCode } from './findings/names.ts';
export type { LintReport } from './lint/engine/lint-report.ts';
export { lintMigrations, type LintOptions } from './lint/engine/lint-migrations.ts';
export {
  applyClientData,
  type ClientDataOptions,
  type ClientDataResult,
} from './migrations/client-data/apply-client-data.ts';
export { diagnose, type Diagnosis } from './migrations/doctor/diagnose.ts';
export { findMigrations, type FoundMigrations } from './migrations/pairs/find-migrations.ts';
export type { FolderFinding } from './migrations/pairs/folder-finding.ts';
export {
  forceVersion,
  migrateDown,
  migrateTo,
  migrateUp,
  type AppliedStep,
  type MigrateOptions,
  type MigrateResult,
} from './migrations/runner/migrate.ts';
export type { Migration } from './migrations/pairs/migration.ts';
export { MigrationSqlError, renderSqlError } from './migrations/runner/sql-error.ts';
export { currentVersion, migrationStatus, type DatabaseStatus } from './migrations/runner/status.ts';
export type { ServerDetails } from './servers/registry.ts';
export { startServer, type StartServerOptions } from './servers/select.ts';
export { parseServerChoice, type ServerChoice } from './servers/server-choice.ts';
export type { PostgresServer, ServerKind, ServerVersion } from './servers/server.ts';
export type { Dataset, Span } from './energy/datasets/dataset.ts';
export type { Batch, CellValue, Column } from './seeding/load/batch.ts';
export type { PopulateReport } from './seeding/insert/populate.ts';
export { defineDataset, type SeriesContext, type SeriesDefinition } from './energy/seed/define-dataset.ts';
export type { SeedProgress } from './seeding/job/progress.ts';
export type { SeedOptions } from './energy/seed/seed-options.ts';
export type { SeedReport } from './energy/seed/seed-world.ts';
export { createWorld } from './energy/world/create-world.ts';
export type { Place, Site } from './energy/world/site.ts';
export type { World, WorldClient, WorldOptions } from './energy/world/world.ts';
export { ElementalError, EnvironmentError, UsageError, type ErrorKind } from './support/errors.ts';
export type { MigrationVerdict, Status, Verdict, VerifyReport } from './verify/report/verdict.ts';
export { verifyMigrations, type VerifyOptions } from './verify/verify-migrations.ts';
