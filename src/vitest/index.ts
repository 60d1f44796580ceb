import '../support/disposal.ts';

export type { TestDatabase, TestSnapshot } from '../databases/testing/test-database.ts';
export { defineTemplate } from '../databases/templates/define-template.ts';
export { seeded, type SeededOptions } from '../energy/seed/seeded.ts';
export type { CurrentRun } from './current-run.ts';
export type { Keep, RunOptions, VitestOptions } from './options.ts';
export type { ProvidedRun } from './provided.ts';
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
