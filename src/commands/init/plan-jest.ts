import { firstPath } from './inspect.ts';
import { stepFor, type Situation, type Step } from './step.ts';

/** Files end in .mjs: jest loads them as ES modules, which the package is, in projects of either kind. */
const HELPER = `import { afterAll, afterEach } from '@jest/globals';
import { closeTestDatabases, testDatabase } from 'elementaldb/testing';

const open = [];

/** A database for one test, released after it. */
export async function database() {
  const db = await testDatabase();
  open.push(db);
  return db;
}

afterEach(async () => {
  for (const db of open.splice(0)) {
    await db[Symbol.asyncDispose]();
  }
});

// jest loads modules again for each file.
afterAll(closeTestDatabases);
`;

const TEST = `import { expect, test } from '@jest/globals';

import { database } from './database.mjs';

test('a test database has all migrations applied', async () => {
  const db = await database();
  const ledger = await db.sql\`SELECT dirty FROM schema_migrations\`;
  expect(ledger).toEqual([{ dirty: false }]);
  await db.sql\`CREATE TABLE only_in_this_test (n integer)\`;
});

test('another test sees nothing of it', async () => {
  const db = await database();
  const found = await db.sql\`SELECT to_regclass('only_in_this_test') AS name\`;
  expect(found).toEqual([{ name: null }]);
});
`;

const GLOBAL_SETUP = `import { startTestServer } from 'elementaldb/testing';

/** Workers start after this, and find the server by the environment. */
export default async function setup() {
  globalThis.testServer = await startTestServer();
  Object.assign(process.env, globalThis.testServer.environment);
}
`;

const GLOBAL_TEARDOWN = `export default async function teardown() {
  await globalThis.testServer.stop();
}
`;

const TEST_FILES = '**/{__tests__/**/*,?(*.)+(spec|test)}.?([mc])[jt]s?(x)';

/** The set-up of jest and a first test. */
export function planJest({ repository, found }: Situation): Step[] {
  const { tests, packageJson } = found;
  const why = 'starts the server once for all tests';
  const existing =
    firstPath(repository, /^jest\.config\.\w+$/) ??
    (packageJson?.hasJestConfiguration === true ? 'package.json' : undefined);
  const keys = [
    ['globalSetup', `./${tests}/global-setup.mjs`],
    ['globalTeardown', `./${tests}/global-teardown.mjs`],
    // jest 30 has this pattern by default; older releases leave out .mjs.
    ...(isOlderThan30(packageJson?.dependencies['jest']) ? [['testMatch', TEST_FILES] as const] : []),
  ] as const;
  const isJson = existing?.endsWith('.json') === true;
  const lines = keys.map(([key, value]) => {
    const text = isJson ? JSON.stringify(value) : `'${value}'`;
    return `${isJson ? JSON.stringify(key) : key}: ${key === 'testMatch' ? `[${text}]` : text},\n`;
  });
  const configuration = stepFor(repository, {
    path: existing ?? 'jest.config.mjs',
    why,
    content: `export default {\n${[...lines, "testEnvironment: 'node',\n"].map((line) => `  ${line}`).join('')}};\n`,
    add: lines.join(''),
  });
  return [
    // package.json names the package as soon as it is installed.
    existing === 'package.json' && !repository.text(existing).includes(`${tests}/global-setup.mjs`)
      ? { path: existing, why: `${why} (under "jest")`, action: 'add', content: lines.join('') }
      : configuration,
    stepFor(repository, { path: `${tests}/global-setup.mjs`, why, content: GLOBAL_SETUP }),
    stepFor(repository, { path: `${tests}/global-teardown.mjs`, why: 'stops that server', content: GLOBAL_TEARDOWN }),
    stepFor(repository, { path: `${tests}/database.mjs`, why: 'gives a test a database', content: HELPER }),
    stepFor(repository, {
      path: `${tests}/database.test.mjs`,
      why: 'a first test with a database of its own',
      content: TEST,
    }),
  ];
}

function isOlderThan30(range = ''): boolean {
  const [, major] = /(\d+)/.exec(range) ?? [];
  return major !== undefined && Number(major) < 30;
}
