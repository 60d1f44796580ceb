import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import { findMigrations } from '../../src/migrations/pairs/find-migrations.ts';
import type { Migration } from '../../src/migrations/pairs/migration.ts';

import { selectMigrations, type Dependencies, type Selection } from '../../src/verify/select-migrations.ts';
import { git } from '../git.ts';
import { migrationsFolder, tablePairs, type MigrationsFolder } from '../migrations/migrations-folder.ts';

const CHAIN: Migration[] = [1n, 2n, 5n, 9n].map((version) => ({
  version,
  name: 'step',
  up: `${version}_step.up.sql`,
  down: `${version}_step.down.sql`,
}));

/** The versions to run and those to judge. */
async function select(selection: Selection, chain = CHAIN): Promise<{ run: bigint[]; check: bigint[] }> {
  const selected = await selectMigrations('.', chain, selection);
  return { run: selected.chain.map(({ version }) => version), check: [...selected.selected] };
}

describe('versions', () => {
  test('are all by default', async () => {
    expect(await select({})).toEqual({ run: [1n, 2n, 5n, 9n], check: [1n, 2n, 5n, 9n] });
  });

  test('from one on are checked, those before it replayed', async () => {
    expect(await select({ from: 5n })).toEqual({ run: [1n, 2n, 5n, 9n], check: [5n, 9n] });
  });

  test('after the last one wanted are not run', async () => {
    expect(await select({ to: 2n })).toEqual({ run: [1n, 2n], check: [1n, 2n] });
  });

  test('alone are checked, those between them replayed', async () => {
    expect(await select({ only: [5n, 1n] })).toEqual({ run: [1n, 2n, 5n], check: [1n, 5n] });
  });

  test('that meet all conditions are checked', async () => {
    expect(await select({ from: 2n, to: 5n, only: [1n, 5n, 9n] })).toEqual({ run: [1n, 2n, 5n], check: [5n] });
  });

  test.each<[Selection, string]>([
    [{ from: 9n, to: 1n }, '--from 9 and --to 1'],
    [{ from: 2n, only: [1n] }, '--from 2 and --only 1'],
    [{ to: 2n, only: [5n, 9n] }, '--to 2 and --only 5,9'],
  ])('that no migration meets are refused: %o', async (selection, flags) => {
    await expect(select(selection)).rejects.toMatchObject({
      code: 'EMPTY_SELECTION',
      kind: 'usage',
      message: `no migration matches ${flags}`,
    });
  });

  test('may be absent without migrations', async () => {
    expect(await selectMigrations('.', [], {})).toEqual({ chain: [], selected: new Set(), note: undefined });
  });

  test.each<Selection>([{ from: 3n }, { to: 3n }, { only: [1n, 3n] }])(
    'that are not there are refused: %o',
    async (of) => {
      await expect(select(of)).rejects.toMatchObject({
        code: 'UNKNOWN_VERSION',
        kind: 'usage',
        message: 'unknown migration version: 3',
        hint: 'Use the number at the start of a file name; the versions here go from 1 to 9.',
      });
    },
  );
});

interface Repository extends MigrationsFolder {
  git(...args: string[]): void;
  /** The selected versions, with a prelude and rows outside the folder. */
  changedSince(reference: string, dependencies?: Dependencies): Promise<bigint[]>;
}

/** Three pairs in the folder `name` of a repository, committed on the branch `main`. */
async function repository(name = 'migrations'): Promise<Repository> {
  const files = Object.entries(tablePairs(3)).map(([file, text]) => [`${name}/${file}`, text]);
  const top = await migrationsFolder({ ...Object.fromEntries(files), 'other.sql': '' });
  const path = join(top.path, name);
  const run = (...args: string[]): void => git(top.path, ...args);
  run('init', '--quiet', '--initial-branch', 'main');
  run('add', '.');
  run('commit', '--quiet', '--message', 'first');
  return {
    path,
    git: run,
    write: (written) =>
      top.write(Object.fromEntries(Object.entries(written).map(([file, text]) => [`${name}/${file}`, text]))),
    remove: (file) => top.remove(join(name, file)),
    async changedSince(changedSince, dependencies) {
      const { migrations } = await findMigrations(path);
      return [...(await selectMigrations(path, migrations, { changedSince }, dependencies)).selected];
    },
    [Symbol.asyncDispose]: () => top[Symbol.asyncDispose](),
  };
}

const SQL = 'SELECT 1;';

describe('what changed since a commit', () => {
  test('is nothing where nothing did', async () => {
    await using made = await repository();
    expect(await made.changedSince('main')).toEqual([]);
  });

  test('is nothing, with a note', async () => {
    await using made = await repository();
    await made.write({ '000003_t3.up.sql': SQL });
    const { migrations } = await findMigrations(made.path);
    const noteOf = async (selection: Selection) => (await selectMigrations(made.path, migrations, selection)).note;
    expect(await noteOf({ changedSince: 'main' })).toBeUndefined();
    expect(await noteOf({ changedSince: 'main', to: 2n })).toBe('none of these migrations has changed since main');
    made.git('add', '.');
    made.git('commit', '--quiet', '--message', 'second');
    expect(await noteOf({ changedSince: 'main' })).toBe('no migration has changed since main');
  });

  test('includes later commits', async () => {
    await using made = await repository();
    await made.write({ '000002_t2.down.sql': SQL });
    made.git('commit', '--quiet', '--all', '--message', 'second');
    expect(await made.changedSince('HEAD~1')).toEqual([2n]);
  });

  test('includes staged, unstaged and untracked files', async () => {
    await using made = await repository();
    await made.write({ '000001_t1.up.sql': SQL });
    made.git('add', '.');
    await made.write({ '000003_t3.up.sql': SQL, '000004_t4.up.sql': SQL });
    expect(await made.changedSince('HEAD')).toEqual([1n, 3n, 4n]);
  });

  test('is what lost a half', async () => {
    await using made = await repository();
    await made.remove('000002_t2.down.sql');
    expect(await made.changedSince('HEAD')).toEqual([2n]);
  });

  test('is what got another number', async () => {
    await using made = await repository();
    renameSync(join(made.path, '000003_t3.up.sql'), join(made.path, '000007_t3.up.sql'));
    expect(await made.changedSince('HEAD')).toEqual([3n, 7n]);
  });

  test('is nothing that the other branch got after the two diverged', async () => {
    await using made = await repository();
    made.git('checkout', '--quiet', '-b', 'feature');
    await made.write({ '000003_t3.up.sql': SQL });
    made.git('commit', '--quiet', '--all', '--message', 'ours');
    made.git('checkout', '--quiet', 'main');
    await made.write({ '000001_t1.up.sql': SQL });
    made.git('commit', '--quiet', '--all', '--message', 'theirs');
    made.git('checkout', '--quiet', 'feature');
    expect(await made.changedSince('main')).toEqual([3n]);
  });

  test('is nothing outside the folder, and nothing below it', async () => {
    await using made = await repository();
    await made.write({ '../000002_t2.up.sql': SQL, 'old/000001_t1.up.sql': SQL });
    made.git('add', '.');
    expect(await made.changedSince('HEAD')).toEqual([]);
  });

  test('is found under any name', async () => {
    await using made = await repository('Größen und "Maße"');
    await made.write({ '000002_größe x.up.sql': SQL, '000003_t3.up.sql': SQL });
    await made.remove('000002_t2.up.sql');
    expect(await made.changedSince('HEAD')).toEqual([2n, 3n]);
  });

  test('is found in a hook, to which git names its own folder', async () => {
    await using made = await repository();
    await made.write({ '000002_t2.up.sql': SQL });
    vi.stubEnv('GIT_DIR', join(made.path, '..', '.git'));
    expect(await made.changedSince('HEAD').finally(() => vi.unstubAllEnvs())).toEqual([2n]);
  });
});

describe('what changed dependencies the migrations since a commit', () => {
  test('is the rows for a version, even those that are gone', async () => {
    await using made = await repository();
    const populate = join(made.path, '..', 'rows');
    await made.write({ '../rows/1.sql': SQL, '../rows/2.sql': SQL, '../rows/README.md': '' });
    made.git('add', '.');
    made.git('commit', '--quiet', '--message', 'second');
    expect(await made.changedSince('main', { populate })).toEqual([]);
    rmSync(join(populate, '1.sql'));
    await made.write({ '../rows/000003_three.sql': SQL, '../rows/README.md': 'x' });
    expect(await made.changedSince('main', { populate })).toEqual([1n, 3n]);
    expect(await made.changedSince('main')).toEqual([]);
  });

  test('is the prelude, on which all depend', async () => {
    await using made = await repository();
    const prelude = join(made.path, '..', 'other.sql');
    expect(await made.changedSince('main', { prelude })).toEqual([]);
    await made.write({ '../other.sql': SQL });
    expect(await made.changedSince('main', { prelude })).toEqual([1n, 2n, 3n]);
    expect(await made.changedSince('main')).toEqual([]);
  });

  test('is not known of another repository', async () => {
    await using made = await repository();
    await using other = await repository();
    await other.write({ '000001.sql': SQL, 'prelude.sql': SQL });
    expect(await made.changedSince('main', { prelude: join(other.path, 'prelude.sql'), populate: other.path })).toEqual(
      [],
    );
  });
});

describe('git cannot tell', () => {
  test.each(['nowhere', '--help', '-q', ''])('of the commit "%s"', async (reference) => {
    await using made = await repository();
    await expect(made.changedSince(reference)).rejects.toMatchObject({
      code: 'NO_GIT',
      kind: 'usage',
      message: `cannot determine the changes since ${reference}: unknown commit "${reference}"`,
    });
  });

  test('outside a repository', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-select-'));
    // So that a repository around the temporary folder is none either.
    vi.stubEnv('GIT_CEILING_DIRECTORIES', tmpdir());
    try {
      await expect(selectMigrations(folder, CHAIN, { changedSince: 'main' })).rejects.toMatchObject({
        code: 'NO_GIT',
        message: expect.stringContaining('since main: not a git repository'),
      });
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });

  test('where it is not installed', async () => {
    await using made = await repository();
    vi.stubEnv('PATH', '');
    await expect(made.changedSince('main').finally(() => vi.unstubAllEnvs())).rejects.toMatchObject({
      code: 'NO_GIT',
      message: expect.stringContaining('git is not installed'),
    });
  });
});
