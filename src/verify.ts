import './support/disposal.ts';

export type { Finding, FindingInFile, FindingStatus, Severity, Edit } from './findings/finding.ts';
export type { Axis, FindingCode } from './findings/names.ts';
export type {
  Finding as VerifyFinding,
  MigrationVerdict,
  Status,
  Verdict,
  VerifyReport,
  Unpopulated,
  ShardResult,
  VerdictEntry,
} from './verify/report/verdict.ts';
export {
  mergeShards,
  verifyMigrations,
  type VerifyMigrationsOptions,
  type VerifyOptions,
} from './verify/verify-migrations.ts';
export type { CommandLayout, LayoutChoice, MigrationLayout, NamedLayout } from './configuration/layout.ts';
export type { ClusterWideOptions } from './databases/cluster-wide.ts';
export type { DatabaseFiles } from './databases/content.ts';
export type { VersionOption } from './migrations/pairs/up-to-version.ts';
export type { ReuseOptions } from './databases/reused-container.ts';
export type { FolderFinding, FolderRule } from './migrations/pairs/folder-finding.ts';
export type { StartServerOptions } from './servers/server-options.ts';
export type { ServerKind, PostgresServer, ServerVersion } from './servers/server.ts';
export type { PlanOptions } from './verify/plan.ts';
export type { DockerOptions } from './servers/docker/options.ts';
export type { EmbeddedOptions } from './servers/embedded/options.ts';
export type { ServerChoice } from './servers/server-choice.ts';
export type { OnTried, TriedMigration } from './verify/report/tried-migration.ts';
export type { Selection } from './verify/select-migrations.ts';
export type { BinariesOptions } from './servers/embedded/binaries.ts';
export type { Preparation } from './servers/server.ts';
export type { ConnectionTarget } from './postgres/connect.ts';
export type { VersionRange } from './migrations/pairs/version-range.ts';
export type { LintEntry, VerifyEntry } from './findings/baseline.ts';
export type { Shard } from './support/shard.ts';
