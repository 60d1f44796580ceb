import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

import { findMigrations } from '../../migrations/pairs/find-migrations.ts';
import { UsageError } from '../../support/errors.ts';
import { inspect, type Found, type TestRunner } from './inspect.ts';
import { findOtherMigrations } from './migration-folders.ts';
import { planCi } from './plan-ci.ts';
import { planConfiguration } from './plan-configuration.ts';
import { planGo } from './plan-go.ts';
import { planHooks } from './plan-hooks.ts';
import { planJest } from './plan-jest.ts';
import { planNext } from './plan-next.ts';
import { planPytest } from './plan-pytest.ts';
import { planVitest } from './plan-vitest.ts';
import { readRepository, type Repository } from './repository.ts';
import type { Situation, Step } from './step.ts';

/** What `init` found, and what it would do. */
export interface InitPlan {
  found: Found;
  /** The folder of migrations that it takes, relative to the repository, with `/`. */
  migrations: string;
  steps: Step[];
  /** What does not fit, in sentences. */
  notes: string[];
  /** Commands that the user runs next. */
  next: string[];
}

export interface InitOptions {
  /** The repository. */
  folder: string;
  /** The folder of migrations, absolute or relative to `folder`. Default: the one with most pairs. */
  migrations?: string | undefined;
}

const TESTS: Readonly<Record<TestRunner, (situation: Situation) => Step[]>> = {
  vitest: planVitest,
  jest: planJest,
  pytest: planPytest,
  go: planGo,
};

/**
 * Looks at a repository and plans the files that it needs; writes nothing.
 *
 * @throws UsageError `NO_MIGRATIONS_FOUND`, and the errors of `findMigrations` for the folder that is named
 */
export async function planInit({ folder, migrations }: InitOptions): Promise<InitPlan> {
  const named = migrations === undefined ? undefined : resolve(folder, migrations);
  if (named !== undefined) {
    await findMigrations(named);
  }
  const repository = await readRepository(folder);
  const found = inspect(repository);
  const chosen = named === undefined ? found.migrationFolders[0]?.folder : slashed(relative(folder, named));
  if (chosen === undefined) {
    throw noMigrations(repository, folder);
  }
  return { found, migrations: chosen, ...planFor({ repository, found, migrations: chosen }, folder) };
}

function planFor(situation: Situation, folder: string): Pick<InitPlan, 'steps' | 'notes' | 'next'> {
  const { repository, found } = situation;
  const above = repository.rootAbove;
  const configuredAbove = configurationAbove(folder);
  return {
    steps: [
      ...(configuredAbove === undefined ? planConfiguration(situation) : []),
      ...found.runners.flatMap((runner) => TESTS[runner](situation)),
      ...(above === undefined ? [...planCi(situation), ...planHooks(situation)] : []),
    ],
    notes: [
      ...(configuredAbove === undefined ? [] : [`The configuration of ${configuredAbove} applies here.`]),
      ...(found.runners.length === 0
        ? ['No test runner was found. "elementaldb exec -- COMMAND" gives any command a database (docs/testing.md).']
        : []),
      ...(found.runners.includes('jest') && !repository.text('package.json').includes('experimental-vm-modules')
        ? [
            'jest loads ES modules, such as elementaldb, only with "node --experimental-vm-modules": change the script "test" of package.json to the command below.',
          ]
        : []),
      ...(above === undefined
        ? found.ci === undefined
          ? ['No CI was found: neither workflows of GitHub nor .gitlab-ci.yml (docs/ci.md has a script for any CI).']
          : []
        : [`CI and hooks belong into the root of the repository: run "elementaldb init" in ${above} for them.`]),
    ],
    next: planNext(situation),
  };
}

function noMigrations({ paths }: Repository, folder: string): UsageError {
  const others = findOtherMigrations(paths).map(({ tool, file }) => `; ${file} belongs to ${tool}`);
  return new UsageError(`no migration pairs were found in ${folder}${others.join('')}`, {
    code: 'NO_MIGRATIONS_FOUND',
    hint: 'Make the first pair: mkdir migrations && npx elementaldb migrate create NAME. Then run init again.',
  });
}

/** A parent folder with a configuration: a nearer one would hide it. */
function configurationAbove(folder: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) {
    return undefined;
  }
  const has = ['json', 'ts', 'mts', 'js', 'mjs'].some((ending) =>
    existsSync(join(parent, `elementaldb.config.${ending}`)),
  );
  return has ? parent : configurationAbove(parent);
}

function slashed(path: string): string {
  return path === '' ? '.' : path.split(sep).join('/');
}
