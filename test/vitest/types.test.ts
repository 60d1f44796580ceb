import type { Client, Pool, QueryResult } from 'pg';
import { expect, expectTypeOf, inject, test as plain } from 'vitest';
import type { ViteUserConfig } from 'vitest/config';

import {
  databaseTest,
  defineTemplate,
  sharedDatabaseTest,
  test,
  testDatabase,
  type ProvidedRun,
  type TestDatabase,
} from '../../src/vitest/index.ts';
import '../../src/vitest/matchers.ts';

// Judged by tsc. What stands in a function that is never called must only compile.

plain('the types of the fixtures flow', () => {
  expectTypeOf(neverCalled).returns.toBeVoid();
  expectTypeOf(testDatabase).returns.resolves.toEqualTypeOf<TestDatabase>();
  expectTypeOf(inject<'elementaldbRun'>).returns.toEqualTypeOf<ProvidedRun | undefined>();
});

type Provide = NonNullable<ViteUserConfig['test']>['provide'];

plain('the configuration of vitest knows the options', () => {
  const right: Provide = { elementaldb: { migrations: 'sql', template: 'empty', keep: 'on-failure' } };
  // @ts-expect-error -- there is no such template
  const noTemplate: Provide = { elementaldb: { template: 'sown' } };
  // @ts-expect-error -- there is no such option
  const noOption: Provide = { elementaldb: { tables: 3 } };
  expectTypeOf([right, noTemplate, noOption]).toEqualTypeOf<Provide[]>();
});

function neverCalled(): void {
  test('db', async ({ db, dbRun }) => {
    expectTypeOf(db).toEqualTypeOf<TestDatabase>();
    expectTypeOf(db.url).toEqualTypeOf<string>();
    expectTypeOf(db.pool).toEqualTypeOf<Pool>();
    expectTypeOf(await db.client()).toEqualTypeOf<Client>();
    expectTypeOf(await db.query<{ n: number }>('SELECT 1')).toEqualTypeOf<QueryResult<{ n: number }>>();
    expectTypeOf(await db.sql<{ n: number }>`SELECT ${1} AS n`).toEqualTypeOf<{ n: number }[]>();
    expectTypeOf(dbRun.keep).toEqualTypeOf<'never' | 'on-failure'>();
    expectTypeOf(expect(db).toHaveTable('site', { id: 'bigint' })).resolves.toBeVoid();
    expectTypeOf(expect(db).not.toHaveTable('site')).resolves.toBeVoid();
    expectTypeOf(expect(db).toMatchSchemaSnapshot('schema.txt')).resolves.toBeVoid();
    expectTypeOf(expect('migrations').toBeIdempotent()).resolves.toBeVoid();
    expectTypeOf(expect({ migrations: 'sql' }).toBeReversible()).resolves.toBeVoid();
  });

  const seeded = defineTemplate('seeded', ({ sql }) => sql`INSERT INTO site DEFAULT VALUES`);
  test.override({ dbOptions: { template: seeded, isolation: 'transaction' } });
  // @ts-expect-error -- there is no such isolation
  test.override({ dbOptions: { isolation: 'none' } });

  databaseTest({ template: seeded, keep: 'on-failure' })('own', ({ db }) => {
    expectTypeOf(db).toEqualTypeOf<TestDatabase>();
  });

  const withSite = test.extend<{ site: number }>({
    site: async ({ db }, use) => {
      expectTypeOf(db).toEqualTypeOf<TestDatabase>();
      await use(1);
    },
  });
  withSite('extended', ({ db, site }) => {
    expectTypeOf(db).toEqualTypeOf<TestDatabase>();
    expectTypeOf(site).toEqualTypeOf<number>();
  });

  sharedDatabaseTest({ scope: 'file' })('shared', ({ db }) => {
    expectTypeOf(db).toEqualTypeOf<TestDatabase>();
  });
  // @ts-expect-error -- a scope is needed
  sharedDatabaseTest({});
}
