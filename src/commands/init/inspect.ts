import { isObject } from '../../support/json.ts';
import { findMigrationFolders, type MigrationFolder } from './migration-folders.ts';
import type { Repository } from './repository.ts';

export type Language = 'TypeScript' | 'JavaScript' | 'Python' | 'Go';
export type TestRunner = 'vitest' | 'jest' | 'pytest' | 'go';
export type Ci = 'github' | 'gitlab';
export type Hooks = 'pre-commit' | 'husky' | 'lefthook';

/** What a repository uses, as far as its files say. */
export interface Found {
  /** Folders with migration pairs, the one with most first. */
  migrationFolders: MigrationFolder[];
  languages: Language[];
  runners: TestRunner[];
  /** By its files, else by the host of the remote `origin`. */
  ci: Ci | undefined;
  hooks: Hooks | undefined;
  /** Of JavaScript, by the lock file. */
  packageManager: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** The branch that others are merged into. */
  mainBranch: string;
  /** The folder of tests. */
  tests: 'test' | 'tests';
  /** The parsed package.json; undefined if there is none. */
  packageJson: PackageJson | undefined;
}

export interface PackageJson {
  isModule: boolean;
  hasJestConfiguration: boolean;
  /** Ranges of versions by the packages' names, of development too. */
  dependencies: Readonly<Record<string, string>>;
}

/** Reads what the repository uses. Pure, except for what `repository.text` reads. */
export function inspect(repository: Repository): Found {
  const packageJson = repository.paths.has('package.json') ? parsePackage(repository.text('package.json')) : undefined;
  return {
    migrationFolders: findMigrationFolders(repository.paths),
    languages: findLanguages(repository, packageJson),
    runners: findRunners(repository, packageJson),
    ci: findCi(repository),
    hooks: findHooks(repository, packageJson),
    packageManager: findPackageManager(repository),
    mainBranch: findMainBranch(repository),
    tests: !anyPath(repository, /^test\//) && anyPath(repository, /^tests\//) ? 'tests' : 'test',
    packageJson,
  };
}

/** Whether a file lies there whose path matches. */
function anyPath({ paths }: Repository, pattern: RegExp): boolean {
  return firstPath({ paths }, pattern) !== undefined;
}

/** The first path that matches, in alphabetical order. */
export function firstPath({ paths }: Pick<Repository, 'paths'>, pattern: RegExp): string | undefined {
  return [...paths].find((path) => pattern.test(path));
}

/** A damaged package.json counts as an empty one: npm reports it. */
function parsePackage(text: string): PackageJson {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = {};
  }
  const fields = isObject(content) ? content : {};
  const ranges = ['dependencies', 'devDependencies'].flatMap((key) => {
    const value = fields[key];
    return isObject(value) ? Object.entries(value).map(([name, range]) => [name, String(range)] as const) : [];
  });
  return {
    isModule: fields['type'] === 'module',
    hasJestConfiguration: fields['jest'] !== undefined,
    dependencies: Object.fromEntries(ranges),
  };
}

/** Where packages of Python and their tools are named. */
const PYTHON_FILES = /^(?:pyproject\.toml|setup\.cfg|setup\.py|tox\.ini|Pipfile|[\w-]*requirements[\w-]*\.(?:txt|in))$/;

/** The texts in which a Python project names its packages. */
export function pythonTexts(repository: Repository): string {
  return [...repository.paths]
    .filter((path) => PYTHON_FILES.test(path))
    .map((path) => repository.text(path))
    .join('\n');
}

function findLanguages(repository: Repository, packageJson: PackageJson | undefined): Language[] {
  const isTyped = repository.paths.has('tsconfig.json') || packageJson?.dependencies['typescript'] !== undefined;
  return [
    ...(packageJson === undefined ? [] : ([isTyped ? 'TypeScript' : 'JavaScript'] as const)),
    ...(anyPath(repository, PYTHON_FILES) || anyPath(repository, /\.py$/) ? (['Python'] as const) : []),
    ...(repository.paths.has('go.mod') ? (['Go'] as const) : []),
  ];
}

function findRunners(repository: Repository, packageJson: PackageJson | undefined): TestRunner[] {
  const dependencies = packageJson?.dependencies ?? {};
  const found: Record<TestRunner, boolean> = {
    vitest: dependencies['vitest'] !== undefined || anyPath(repository, /^vitest\.(?:config|workspace)\.\w+$/),
    jest:
      dependencies['jest'] !== undefined ||
      packageJson?.hasJestConfiguration === true ||
      anyPath(repository, /^jest\.config\.\w+$/),
    pytest:
      anyPath(repository, /^pytest\.ini$|^(?:[^/]+\/)?conftest\.py$/) || /\bpytest\b/.test(pythonTexts(repository)),
    go: repository.paths.has('go.mod'),
  };
  return (['vitest', 'jest', 'pytest', 'go'] as const).filter((runner) => found[runner]);
}

function findCi(repository: Repository): Ci | undefined {
  if (anyPath(repository, /^\.github\/workflows\/[^/]+\.ya?ml$/)) {
    return 'github';
  }
  if (repository.paths.has('.gitlab-ci.yml')) {
    return 'gitlab';
  }
  const [, url = ''] = /\[remote "origin"\][^[]*?\n\s*url\s*=\s*(\S+)/.exec(repository.text('.git/config')) ?? [];
  const host = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^:/]+)/i.exec(url)?.[1] ?? '';
  return host.includes('github') ? 'github' : host.includes('gitlab') ? 'gitlab' : undefined;
}

function findHooks(repository: Repository, packageJson: PackageJson | undefined): Hooks | undefined {
  if (anyPath(repository, /^\.pre-commit-config\.ya?ml$/)) {
    return 'pre-commit';
  }
  if (anyPath(repository, /^\.husky\//) || packageJson?.dependencies['husky'] !== undefined) {
    return 'husky';
  }
  return anyPath(repository, /^\.?lefthook\.\w+$/) ? 'lefthook' : undefined;
}

function findPackageManager({ paths }: Repository): Found['packageManager'] {
  if (paths.has('pnpm-lock.yaml')) {
    return 'pnpm';
  }
  if (paths.has('yarn.lock')) {
    return 'yarn';
  }
  return paths.has('bun.lock') || paths.has('bun.lockb') ? 'bun' : 'npm';
}

/** As the remote says, else the current branch if it is `master`; `main` otherwise. */
function findMainBranch({ text }: Repository): string {
  const [, ofRemote] = /^ref: refs\/remotes\/origin\/([\w./-]+)$/m.exec(text('.git/refs/remotes/origin/HEAD')) ?? [];
  return ofRemote ?? (/^ref: refs\/heads\/master$/m.test(text('.git/HEAD')) ? 'master' : 'main');
}
