import { describe, expect, test } from 'vitest';

import { inspect } from '../../../src/commands/init/inspect.ts';
import { findMigrationFolders, findOtherMigrations } from '../../../src/commands/init/migration-folders.ts';
import { repositoryOf } from './repository-of.ts';

/** A repository whose remote `origin` has this URL. */
const remote = (url: string): Record<string, string> => ({
  '.git/config': `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n[branch "main"]\n\tremote = origin\n`,
});

describe('folders of migrations', () => {
  test('come with the most ups first, then the nearest to the root', () => {
    const paths = [
      'deep/in/here/1_a.up.sql',
      'deep/in/here/1_a.down.sql',
      'near/1_a.up.sql',
      'some/where/large/1_a.up.sql',
      'some/where/large/0002_b.up.sql',
      'some/where/large/2_b.down.sql',
      'none/1_a.down.sql',
      'none/1_a.sql',
      'none/1_a.up.md',
    ];
    expect(findMigrationFolders(paths)).toEqual([
      { folder: 'some/where/large', ups: 2, pairs: 1 },
      { folder: 'near', ups: 1, pairs: 0 },
      { folder: 'deep/in/here', ups: 1, pairs: 1 },
    ]);
  });

  test('may be the root', () => {
    expect(findMigrationFolders(['1_a.up.sql'])).toEqual([{ folder: '.', ups: 1, pairs: 0 }]);
  });

  test.each([
    ['Flyway', 'db/V1__a.sql'],
    ['Prisma', 'prisma/migrations/20240101_a/migration.sql'],
    ['Drizzle', 'drizzle/meta/_journal.json'],
    ['Alembic', 'alembic.ini'],
    ['Rails', 'db/migrate/20240101000000_a.rb'],
    ['Django', 'app/migrations/0001_initial.py'],
  ])('of %s are named', (tool, file) => {
    expect(findOtherMigrations(['README.md', file])).toEqual([{ tool, file }]);
  });
});

describe('test runners and languages', () => {
  test.each([
    ['vitest', 'JavaScript', { 'package.json': '{ "devDependencies": { "vitest": "4" } }' }],
    ['vitest', 'TypeScript', { 'package.json': '{}', 'tsconfig.json': '{}', 'vitest.config.ts': '' }],
    ['jest', 'JavaScript', { 'package.json': '{ "jest": {} }' }],
    ['jest', 'JavaScript', { 'package.json': '{ "dependencies": { "jest": "30" } }' }],
    ['pytest', 'Python', { 'pyproject.toml': '[tool.pytest.ini_options]' }],
    ['pytest', 'Python', { 'requirements-dev.txt': 'pytest>=8' }],
    ['pytest', 'Python', { 'tests/conftest.py': '' }],
    ['go', 'Go', { 'go.mod': 'module x' }],
  ])('%s with %s', (runner, language, files) => {
    expect(inspect(repositoryOf(files))).toMatchObject({ runners: [runner], languages: [language] });
  });

  test('are none in a damaged package.json, and several together', () => {
    expect(inspect(repositoryOf({ 'package.json': '{ "jest": ' }))).toMatchObject({ runners: [] });
    const files = { 'package.json': '{ "jest": {} }', 'go.mod': '', 'pytest.ini': '' };
    expect(inspect(repositoryOf(files)).runners).toEqual(['jest', 'pytest', 'go']);
  });
});

describe('CI, hooks and the main branch', () => {
  test.each([
    ['github', { '.github/workflows/test.yml': '' }],
    ['gitlab', { '.gitlab-ci.yml': '' }],
    ['github', remote('git@github.com:a/gitlab.git')],
    ['gitlab', remote('https://me:github@gitlab.example/a/b')],
    [undefined, remote('ssh://git@git.example/github/b')],
    [undefined, {}],
  ])('CI is %s', (ci, files) => {
    expect(inspect(repositoryOf(files)).ci).toBe(ci);
  });

  test.each([
    ['pre-commit', { '.pre-commit-config.yaml': '' }],
    ['husky', { '.husky/pre-commit': '' }],
    ['lefthook', { 'lefthook.yml': '' }],
    [undefined, {}],
  ])('hooks are %s', (hooks, files) => {
    expect(inspect(repositoryOf(files)).hooks).toBe(hooks);
  });

  test.each([
    ['trunk', { '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/trunk\n' }],
    ['master', { '.git/HEAD': 'ref: refs/heads/master\n' }],
    ['main', { '.git/HEAD': 'ref: refs/heads/feature\n' }],
  ])('the main branch is %s', (branch, files) => {
    expect(inspect(repositoryOf(files)).mainBranch).toBe(branch);
  });
});
