import './energy/seed/seeded.ts';
import './support/disposal.ts';

export type { CommandLayout, LayoutChoice, MigrationLayout, NamedLayout } from './configuration/layout.ts';
export type { ClusterWideOptions } from './databases/cluster-wide.ts';
export type { DatabaseFiles } from './databases/content.ts';
export type { VersionOption } from './migrations/pairs/up-to-version.ts';
export type { PoolLimits } from './databases/pool/database-pool.ts';
export {
  defineTemplate,
  type BuiltInTemplate,
  type DefineTemplateOptions,
  type TemplateBuilder,
  type TemplateChoice,
  type UserTemplate,
} from './databases/templates/define-template.ts';
export type { TestServerDescription } from './databases/testing/description.ts';
export { testDatabase } from './databases/testing/open-test-database.ts';
export type { TestDatabaseOptions, TestServerOptions } from './databases/testing/options.ts';
export { closeTestDatabases } from './databases/testing/pools.ts';
export type { SqlTag } from './databases/testing/sql-tag.ts';
export type { TestDatabase, TestSnapshot } from './databases/testing/test-database.ts';
export { startTestServer, type TestServer } from './databases/testing/test-server.ts';
export type { ServerChoice } from './servers/server-choice.ts';
export type { ServerKind } from './servers/server.ts';
