import './support/disposal.ts';

export * from './client-data.ts';
export * from './energy.ts';
export * from './lint.ts';
export * from './migrate.ts';
export * from './seed.ts';
export * from './testing.ts';
export * from './verify.ts';

export { diff, type Grade, type SnapshotDiff } from './catalog/diff/diff.ts';
export { formatDiff } from './catalog/diff/format-diff.ts';
export {
  describeSchema,
  type CatalogSnapshot,
  type DescribeSchemaOptions,
} from './catalog/snapshot/describe-schema.ts';
export { buildMigratedImage, type MigratedImage, type MigratedImageOptions } from './commands/build-migrated-image.ts';
export { defineConfig } from './configuration/define.ts';
export type { Configuration } from './configuration/schema.ts';
export { dumpToFile, type DumpedFile, type DumpToFileOptions } from './databases/dumps/dump-to-file.ts';
export {
  restoreFromFile,
  type RestoredFile,
  type RestoreFromFileOptions,
} from './databases/dumps/restore-from-file.ts';
export { listSnapshots, removeSnapshot, type NamedSnapshot } from './databases/snapshots/named-snapshot.ts';
export { restoreSnapshot } from './databases/snapshots/restore-snapshot.ts';
export { saveSnapshot, type SaveSnapshotOptions } from './databases/snapshots/save-snapshot.ts';
export { start, type StartedDatabase, type StartOptions } from './databases/start.ts';
export type { ServerDetails } from './servers/registry.ts';
export { startServer, type StartedServer } from './servers/select.ts';
export type { StartServerOptions } from './servers/server-options.ts';
export { parseServerChoice } from './servers/server-choice.ts';
export type { PostgresServer, ServerVersion } from './servers/server.ts';
export { ElementalError, EnvironmentError, InvalidOptionError, UsageError, type ErrorKind } from './support/errors.ts';
export type { FormatDiffOptions } from './catalog/diff/format-diff.ts';
export type { ObjectChange, PropertyChange, RowChange, SequenceChange } from './catalog/diff/snapshot-diff.ts';
export type { CatalogObject, CatalogValue, Definition, ObjectKind } from './catalog/snapshot/catalog-object.ts';
export type { TableRows } from './catalog/snapshot/rows.ts';
export type { SequenceValue } from './catalog/snapshot/sequence-values.ts';
export type { FindProgramsOptions } from './databases/dumps/find-programs.ts';
export type { PgProgramsOptions } from './databases/dumps/pg-programs.ts';
