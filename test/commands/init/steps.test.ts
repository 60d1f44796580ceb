import { describe, expect, test } from 'vitest';

import { inspect } from '../../../src/commands/init/inspect.ts';
import { planCi } from '../../../src/commands/init/plan-ci.ts';
import { planConfiguration } from '../../../src/commands/init/plan-configuration.ts';
import { planGo } from '../../../src/commands/init/plan-go.ts';
import { planHooks } from '../../../src/commands/init/plan-hooks.ts';
import { planJest } from '../../../src/commands/init/plan-jest.ts';
import { planNext } from '../../../src/commands/init/plan-next.ts';
import { planPytest } from '../../../src/commands/init/plan-pytest.ts';
import { planVitest } from '../../../src/commands/init/plan-vitest.ts';
import type { Situation, Step } from '../../../src/commands/init/step.ts';
import { repositoryOf } from './repository-of.ts';

function situationOf(files: Readonly<Record<string, string>>, migrations = 'migrations'): Situation {
  const repository = repositoryOf(files);
  return { repository, found: inspect(repository), migrations };
}

const brief = (steps: readonly Step[]): string[] => steps.map(({ action, path }) => `${action} ${path}`);

const jestConfiguration = (version: string): string =>
  planJest(situationOf({ 'package.json': `{ "devDependencies": { "jest": "${version}" } }` }))[0]?.content ?? '';

const workflow = (files: Readonly<Record<string, string>>): string =>
  planCi(situationOf({ '.github/workflows/a.yml': '', ...files }))[0]?.content ?? '';

describe('the configuration', () => {
  test('is needed only for another folder than the default', () => {
    expect(planConfiguration(situationOf({}))).toEqual([]);
    const [step] = planConfiguration(situationOf({}, 'db/migrations'));
    expect(step).toMatchObject({ path: 'elementaldb.config.json', action: 'write' });
    expect(JSON.parse(step?.content ?? '')).toEqual({ migrations: 'db/migrations' });
  });

  test('names its schema where npm installs the package', () => {
    const [step] = planConfiguration(situationOf({ 'package.json': '{}' }, 'db'));
    expect(JSON.parse(step?.content ?? '')).toEqual({
      $schema: './node_modules/elementaldb/docs/configuration.schema.json',
      migrations: 'db',
    });
  });

  test('that exists is kept', () => {
    const named = { 'elementaldb.config.ts': "export default { migrations: './db' }" };
    expect(brief(planConfiguration(situationOf(named, 'db')))).toEqual(['present elementaldb.config.ts']);
    const other = planConfiguration(situationOf({ 'elementaldb.config.mjs': 'export default {}' }, 'db'));
    expect(other).toMatchObject([{ path: 'elementaldb.config.mjs', action: 'add', content: '"migrations": "db"\n' }]);
  });
});

describe('vitest', () => {
  test.each([
    ['{}', 'write vitest.config.mjs', 'write test/database.test.js'],
    ['{ "type": "module" }', 'write vitest.config.js', 'write test/database.test.js'],
    ['{ "devDependencies": { "typescript": "5" } }', 'write vitest.config.mts', 'write test/database.test.ts'],
  ])('gets files as package.json wants them: %s', (packageJson, ...steps) => {
    expect(brief(planVitest(situationOf({ 'package.json': packageJson })))).toEqual(steps);
  });

  test.each(['vite.config.ts', 'vitest.workspace.ts', 'vitest.config.mts'])('gets a line for %s', (file) => {
    const [configuration] = planVitest(situationOf({ [file]: 'export default {}' }));
    expect(configuration).toMatchObject({ path: file, action: 'add' });
    expect(configuration?.content).toBe("test: { globalSetup: ['elementaldb/vitest/global-setup'] },\n");
  });

  test('keeps what is set up, and uses the folder of tests', () => {
    const files = { 'vitest.config.ts': "globalSetup: ['elementaldb/vitest/global-setup']", 'tests/a.test.ts': '' };
    expect(brief(planVitest(situationOf(files)))).toEqual(['present vitest.config.ts', 'write tests/database.test.js']);
  });
});

describe('jest', () => {
  test('gets its global setup in a new configuration, with a pattern for tests before 30', () => {
    expect(jestConfiguration('^30.0.0')).toContain("globalSetup: './test/global-setup.mjs',");
    expect(jestConfiguration('^30.0.0')).not.toContain('testMatch');
    expect(jestConfiguration('~29.7')).toContain('testMatch');
  });

  test('gets lines for package.json, which may name the package', () => {
    const files = { 'package.json': '{ "jest": {}, "devDependencies": { "elementaldb": "1" } }' };
    const [step] = planJest(situationOf(files));
    expect(step).toMatchObject({ path: 'package.json', action: 'add' });
    expect(step?.content).toContain('"globalSetup": "./test/global-setup.mjs",');
  });
});

test('pytest gets a first test beside the others; the fixtures are those of the plugin', () => {
  expect(brief(planPytest(situationOf({})))).toEqual(['write tests/test_database.py']);
  expect(brief(planPytest(situationOf({ 'test/test_a.py': '', 'conftest.py': '' })))).toEqual([
    'write test/test_database.py',
  ]);
});

test('Go gets a package for tests and its test', () => {
  expect(brief(planGo(situationOf({ 'go.mod': '' })))).toEqual([
    'write dbtest/dbtest.go',
    'write dbtest/database_test.go',
  ]);
});

describe('CI', () => {
  test('installs by npm ci only with a lock file', () => {
    expect(workflow({ 'package-lock.json': '{}' })).toContain('- run: npm ci\n');
    expect(workflow({})).not.toContain('npm ci');
    expect(workflow({})).toContain('elementaldb check');
  });

  test('keeps a workflow of any name that checks already', () => {
    const files = { '.github/workflows/a.yml': 'run: npx elementaldb check' };
    expect(brief(planCi(situationOf(files)))).toEqual(['present .github/workflows/a.yml']);
  });

  test('of GitLab gets lines where a file exists; without CI nothing is planned', () => {
    expect(brief(planCi(situationOf({ '.gitlab-ci.yml': 'test: {}' })))).toEqual(['add .gitlab-ci.yml']);
    expect(planCi(situationOf({}))).toEqual([]);
  });
});

test.each([
  ['write .pre-commit-config.yaml', {}],
  ['add .pre-commit-config.yml', { '.pre-commit-config.yml': 'repos: []' }],
  ['add .husky/pre-commit', { '.husky/pre-commit': 'npm test' }],
  ['present .husky/pre-commit', { '.husky/pre-commit': 'npx elementaldb lint' }],
  ['add .husky/pre-commit', { 'package.json': '{ "devDependencies": { "husky": "9" } }' }],
  ['add lefthook.yml', { 'lefthook.yml': '' }],
])('hooks: %s', (step, files) => {
  expect(brief(planHooks(situationOf(files)))).toEqual([step]);
});

test('lines for an existing .pre-commit-config.yaml do not repeat its first key', () => {
  const existing = planHooks(situationOf({ '.pre-commit-config.yaml': 'repos: []' }));
  expect(existing[0]?.content).toMatch(/^ {2}- repo: local\n/);
  expect(planHooks(situationOf({}))[0]?.content).toMatch(/^repos:\n {2}- repo: local\n/);
});

test('the next commands install only what is missing', () => {
  expect(planNext(situationOf({ 'package.json': '{ "jest": {} }', 'pnpm-lock.yaml': '' }))[0]).toBe(
    'pnpm add --save-dev elementaldb',
  );
  expect(planNext(situationOf({ 'requirements.txt': 'pytest\npsycopg2-binary' }))).toEqual([
    'pip install "pytest-elementaldb[server]" "psycopg[binary]>=3.2"',
    'pytest',
    'elementaldb check',
  ]);
  expect(planNext(situationOf({ 'requirements.txt': 'pytest-elementaldb\npsycopg[binary]', 'go.mod': '' }))).toEqual([
    'go get github.com/jackc/pgx/v5',
    'pytest',
    'go test ./...',
    'elementaldb check',
  ]);
  expect(planNext(situationOf({ 'go.mod': 'require github.com/jackc/pgx/v5 v5.13.0' }))).toEqual([
    'npm install --save-dev elementaldb',
    'go test ./...',
    'npx elementaldb check',
  ]);
});
