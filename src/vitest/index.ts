import '../support/disposal.ts';

export type { TestDatabase, TestSnapshot } from '../databases/testing/test-database.ts';
export {
  defineTemplate,
  type BuiltInTemplate,
  type DefineTemplateOptions,
  type TemplateBuilder,
  type TemplateChoice,
  type UserTemplate,
} from '../databases/templates/define-template.ts';
export { seeded, type SeededOptions } from '../energy/seed/seeded.ts';
export type { CurrentRun } from './current-run.ts';
export type { Keep, RunOptions, VitestOptions, WorkerOptions } from './options.ts';
export type { ProvidedRun } from './provided.ts';
export type { RunServerOptions } from '../databases/testing/run-options.ts';
export {
  databaseTest,
  sharedDatabaseTest,
  test,
  testDatabase,
  type DatabaseFixtures,
  type DatabaseOptions,
  type SharedDatabaseFixtures,
  type SharedDatabaseOptions,
} from './test.ts';
export type { Configuration } from '../configuration/schema.ts';
export type { TestServerDescription } from '../databases/testing/description.ts';
export type { TestDatabaseOptions, TestServerOptions } from '../databases/testing/options.ts';
export type { SqlTag } from '../databases/testing/sql-tag.ts';
export type { WorldChoice } from '../energy/seed/world-choice.ts';
export type { PoolLimits } from '../databases/pool/database-pool.ts';
export type { SeedProfileName } from '../energy/seed/profiles.ts';
export type { GivenSite } from '../energy/world/given-site.ts';
export type { Archetype, MeterProfile } from '../energy/world/site.ts';
export type { WorldOptions } from '../energy/world/world.ts';
export type { ServerKind } from '../servers/server.ts';
export type { CommandLayout, LayoutChoice, MigrationLayout, NamedLayout } from '../configuration/layout.ts';
export type { ClusterWideOptions } from '../databases/cluster-wide.ts';
export type { DatabaseFiles } from '../databases/content.ts';
export type { VersionOption } from '../migrations/pairs/up-to-version.ts';
export type { ServerChoice } from '../servers/server-choice.ts';
