import * as v from 'valibot';
import { test as plain, type TestAPI } from 'vitest';

import type { TemplateChoice } from '../databases/templates/define-template.ts';
import { closeTestDatabases } from '../databases/testing/pools.ts';
import { openTestDatabase } from '../databases/testing/open-test-database.ts';
import type { TestDatabase } from '../databases/testing/test-database.ts';
import { ANYTHING, checkOptions, oneOf } from '../support/check-options.ts';
import { InvalidOptionError } from '../support/errors.ts';
import { currentRun, type CurrentRun } from './current-run.ts';
import { printableUrl } from '../databases/testing/kept-url.ts';
import type { Keep } from './options.ts';
import { printLine } from './print.ts';
import { withHints } from './with-hints.ts';

/** What the fixture `db` of a test is like; what is left out is as for the whole run. */
export interface DatabaseOptions {
  /** What it starts as: `'empty'`, `'migrated'`, `'client-data'`, or what `defineTemplate` returns. */
  template?: TemplateChoice | undefined;
  /** The last migration to apply, by its version. */
  to?: number | string | undefined;
  /** `transaction`: quicker, one connection, rolled back at the end; for code that does not commit. */
  isolation?: 'database' | 'transaction' | undefined;
  /** `on-failure` keeps the database of a test that failed for an hour, and prints its URL. */
  keep?: Keep | undefined;
}

/** The fixtures of a `test` that gives each test its own database. */
export interface DatabaseFixtures {
  /** A migrated database of this test alone, created when the test asks for it. */
  db: TestDatabase;
  /** How `db` is made: `test.override({ dbOptions: { … } })` in a `describe`, `test.scoped` before vitest 4. */
  dbOptions: DatabaseOptions;
  /** What all tests of this worker have in common. */
  dbRun: CurrentRun;
}

/** The fixtures of a `test` whose database several tests share. */
export type SharedDatabaseFixtures = Pick<DatabaseFixtures, 'db' | 'dbRun'>;

/** How `db` is created for several tests. It is never kept, because a failed test does not say which one changed it. */
export interface SharedDatabaseOptions extends Omit<DatabaseOptions, 'keep'> {
  /**
   * One database for each test file, or for each worker: with `isolate` (the default) and in `vmThreads` that is the
   * same.
   */
  scope: 'file' | 'worker';
}

const TEST_OPTIONS = {
  template: ANYTHING, // Checked by testDatabase, as `to` is.
  to: ANYTHING,
  isolation: oneOf('database', 'transaction'),
  keep: oneOf('never', 'on-failure'),
} satisfies Record<keyof DatabaseOptions, v.GenericSchema>;

const SHARED_OPTIONS = v.strictObject({
  scope: v.picklist(['file', 'worker'], 'must be "file" or "worker"'),
  template: ANYTHING,
  to: ANYTHING,
  isolation: TEST_OPTIONS.isolation,
} satisfies Record<keyof SharedDatabaseOptions, v.GenericSchema>);

const HINT = 'The options are template, to, isolation and keep.';

const base = plain.extend<{ dbRun: CurrentRun }>({
  dbRun: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the wanted fixtures from this very pattern
    async ({}, use) => {
      await use(await withHints(currentRun));
      // In the vm pools of vitest 3 and 5 a worker goes on to the next file, which loads modules again: connections would pile up.
      await closeTestDatabases();
    },
    { scope: 'worker' },
  ],
});

/**
 * `test` of vitest with a separate database for each test that asks for it:
 *
 * ```ts
 * test('a site has a name', async ({ db, expect }) => {
 *   await db.sql`INSERT INTO site (name) VALUES (${'depot'})`;
 *   expect(await db.sql`SELECT name FROM site`).toEqual([{ name: 'depot' }]);
 * });
 * ```
 */
export const test: TestAPI<DatabaseFixtures> = databaseTest({});

/** The same with other options: `const seeded = databaseTest({ template: twoSites })`. */
export function databaseTest(options: DatabaseOptions): TestAPI<DatabaseFixtures> {
  return base.extend<Omit<DatabaseFixtures, 'dbRun'>>({
    dbOptions: options,
    db: async ({ dbRun, dbOptions, task }, use) => {
      await withHints(async () => {
        const keep = keepOf(dbRun, dbOptions);
        await using db = await open(dbRun, dbOptions, (message) => warn(nameOf(task), message));
        await use(db);
        if (keep === 'on-failure' && task.result?.state === 'fail') {
          const url = printableUrl(await db.keep(), dbRun.database.on?.kind ?? 'embedded');
          printLine(`The database of this test is kept for an hour: ${url}`);
        }
      });
    },
  });
}

/**
 * The same with one database for all tests of a file or worker, in the state in which the test before has left it:
 * `const test = sharedDatabaseTest({ scope: 'file' })`.
 */
export function sharedDatabaseTest(given: SharedDatabaseOptions): TestAPI<SharedDatabaseFixtures> {
  checkOptions('sharedDatabaseTest', SHARED_OPTIONS, given, 'The options are scope, template, to and isolation.');
  const { scope, ...options } = given;
  return base.extend<{ db: TestDatabase }>({
    db: [
      async ({ dbRun }, use) => {
        await withHints(async () => {
          await using db = await open(dbRun, options);
          await use(db);
        });
      },
      { scope },
    ],
  });
}

/**
 * A database without the fixture, e.g. in `beforeAll`. It is closed when it goes out of scope:
 * `await using db = await testDatabase()`.
 *
 * @throws the errors of `testDatabase` of `elementaldb`; EnvironmentError `TEST_SETUP_FAILED`
 */
export async function testDatabase(options: Omit<DatabaseOptions, 'keep'> = {}): Promise<TestDatabase> {
  return withHints(async () => open(await currentRun(), options));
}

async function open(
  { database }: CurrentRun,
  options: DatabaseOptions,
  onWarning?: (message: string) => void,
): Promise<TestDatabase> {
  checkOptions('a test', v.strictObject(TEST_OPTIONS), options, HINT);
  const { template, to, isolation } = options;
  return openTestDatabase({
    ...database,
    ...(template === undefined ? {} : { template }),
    ...(to === undefined ? {} : { to }),
    ...(isolation === undefined ? {} : { isolation }),
    ...(onWarning === undefined ? {} : { onWarning }),
  });
}

/** How many warnings a worker prints. */
const MAX_WARNINGS = 5;
let warnings = 0;

function warn(name: string, message: string): void {
  warnings += 1;
  if (warnings <= MAX_WARNINGS) {
    printLine(`Warning: ${name}: ${message}`);
  } else if (warnings === MAX_WARNINGS + 1) {
    printLine('Warning: more tests leave connections open; they are not listed.');
  }
}

interface Named {
  name: string;
  suite?: Named | undefined;
}

/** `site.test.ts > meters > counts`. Vitest has a property for it from version 4 on. */
function nameOf({ name, suite, file }: Named & { file: Named }): string {
  const outer: string[] = [];
  for (let at = suite; at !== undefined && at !== file; at = at.suite) {
    outer.unshift(at.name);
  }
  return [file.name, ...outer, name].join(' > ');
}

/** @throws InvalidOptionError */
function keepOf({ database, keep }: CurrentRun, options: DatabaseOptions): Keep {
  checkOptions('a test', v.strictObject(TEST_OPTIONS), options, HINT);
  const inTransaction = (options.isolation ?? database.isolation) === 'transaction';
  if (inTransaction && options.keep === 'on-failure') {
    throw new InvalidOptionError('keep', {
      message: 'a database cannot be kept with isolation: "transaction", because the transaction is rolled back',
      hint: 'Use keep: "on-failure" with isolation: "database".',
    });
  }
  return inTransaction ? 'never' : (options.keep ?? keep);
}
