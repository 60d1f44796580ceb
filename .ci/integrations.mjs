/**
 * Proves what the project offers to the CI of others with the tools of these: the schemas of GitHub and GitLab, pre-commit
 * on a scratch repository. What cannot be had here is skipped, saying why. Exit code 1 if something is wrong. Needs the
 * built program, Python 3 with venv, and a registry of Python packages.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** The examples of docs/ci.md that a schema knows, by the name that they stand under. */
const SCHEMAS = {
  '.github/workflows/migrations.yml': 'vendor.github-workflows',
  '.gitlab-ci.yml': 'vendor.gitlab-ci',
};

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-integrations-'));
try {
  const programs = python();
  if (programs === undefined) {
    console.log('skipped: pip cannot install check-jsonschema and pre-commit here');
  } else {
    schemas(programs);
    hooks(programs);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function python() {
  const environment = join(scratch, 'venv');
  const pip = join(environment, 'bin', 'pip');
  const made =
    spawnSync('python3', ['-m', 'venv', environment]).status === 0 &&
    spawnSync(pip, ['install', '--quiet', 'check-jsonschema', 'pre-commit']).status === 0;
  return made ? join(environment, 'bin') : undefined;
}

function schemas(programs) {
  const check = (schema, file) =>
    run(join(programs, 'check-jsonschema'), ['--builtin-schema', schema, file], REPOSITORY);
  report('action.yml', check('vendor.github-actions', 'action.yml'));
  const page = readFileSync(join(REPOSITORY, 'docs', 'ci.md'), 'utf8');
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const text = page.split(`\`\`\`yaml ${name}\n`)[1]?.split('\n```')[0] ?? '';
    const file = join(scratch, 'example.yml');
    writeFileSync(file, text);
    report(`${name} of docs/ci.md`, check(schema, file));
  }
  const manifest = ['validate-manifest', '.pre-commit-hooks.yaml'];
  report('.pre-commit-hooks.yaml', run(join(programs, 'pre-commit'), manifest, REPOSITORY));
}

/** On a repository whose first commit is good, and in which a down that undoes nothing is about to be committed. */
function hooks(programs) {
  const folder = join(scratch, 'project');
  const cases = join(REPOSITORY, 'fixtures', 'verify', 'down-empty');
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  const program = join(folder, 'node_modules', '.bin', 'elementaldb');
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" "${join(REPOSITORY, 'dist', 'cli', 'main.js')}" "$@"\n`,
  );
  chmodSync(program, 0o755);
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  writeFileSync(
    join(folder, 'elementaldb.config.json'),
    '{ "lint": { "preset": "recommended", "rules": { "incomplete-down": "error" } } }\n',
  );
  const git = (...args) => run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], folder);
  git('init', '--quiet');
  cpSync(join(cases, 'good'), join(folder, 'migrations'), { recursive: true });
  git('add', '.');
  git('commit', '--quiet', '--message=good');
  const env = { ...process.env, PRE_COMMIT_HOME: join(scratch, 'pre-commit') };
  for (const hook of ['elementaldb-lint', 'elementaldb-check']) {
    const tried = (...args) => run(join(programs, 'pre-commit'), ['try-repo', REPOSITORY, hook, ...args], folder, env);
    report(`pre-commit ${hook} on what is right`, tried('--all-files'));
    cpSync(join(cases, 'bad'), join(folder, 'migrations'), { recursive: true });
    git('add', '.');
    const found = tried();
    report(`pre-commit ${hook} on what is wrong`, found, found.status === 1 && /incomplete-down/.test(found.stdout));
    git('reset', '--quiet', '--hard');
  }
}

function run(program, args, cwd, env = process.env) {
  return spawnSync(program, args, { cwd, env, encoding: 'utf8' });
}

function report(what, { status, stdout, stderr }, good = status === 0) {
  console.log(good ? `ok: ${what}` : `FAILED: ${what}\n${stdout}${stderr}`);
  if (!good) {
    process.exitCode = 1;
  }
}
