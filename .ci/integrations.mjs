/**
 * Proves what the project offers to the CI of others with the tools of these: the schemas of GitHub and GitLab, pre-commit and
 * reviewdog on scratch repositories. What cannot be had here is skipped, saying why. Exit code 1 if something is wrong. Needs
 * the built program, Python 3 with venv and a registry of Python packages, and reviewdog, or Go and its module proxy.
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
  '.github/workflows/drift.yml': 'vendor.github-workflows',
  '.gitlab-ci.yml': 'vendor.gitlab-ci',
  '.gitlab/drift.yml': 'vendor.gitlab-ci',
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
  if (hasReviewdog()) {
    reviewdog();
  } else {
    console.log('skipped: reviewdog is not installed, and Go cannot install it here');
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
  const { folder, git } = project('project');
  const cases = join(REPOSITORY, 'fixtures', 'verify', 'down-empty');
  writeFileSync(
    join(folder, 'elementaldb.config.json'),
    '{ "lint": { "preset": "recommended", "rules": { "incomplete-down": "error" } } }\n',
  );
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

/** One that is installed, or else one that Go installs. */
function hasReviewdog() {
  return (
    spawnSync('reviewdog', ['-version']).status === 0 ||
    spawnSync('go', ['install', 'github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.3'], {
      env: { ...process.env, GOBIN: scratch },
    }).status === 0
  );
}

/** The recipe of docs/ci.md on a branch that adds a file with a fix: the finding and its suggestion come through. */
function reviewdog() {
  const { folder, git } = project('reviewed');
  const migrations = join(folder, 'migrations');
  cpSync(join(REPOSITORY, 'fixtures', 'readme', 'migrations'), migrations, { recursive: true });
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  git('branch', 'main-before');
  writeFileSync(join(migrations, '000003_more.up.sql'), '/* é */ CREATE INDEX ON meter (id, site);\n');
  writeFileSync(join(migrations, '000003_more.down.sql'), 'DROP INDEX IF EXISTS meter_id_site_idx;\n');
  git('add', '.');
  git('commit', '--quiet', '--message=second');
  const page = readFileSync(join(REPOSITORY, 'docs', 'ci.md'), 'utf8');
  const recipe = page.split('```sh reviewdog.sh\n')[1]?.split('```')[0] ?? '';
  const env = { ...process.env, PATH: `${scratch}:${process.env.PATH}` };
  const local = run('sh', ['-c', recipe, 'sh', 'main-before'], folder, env);
  // As Protocol Buffers are printed, with one blank or two between their parts.
  const found = /000003_more\.up\.sql" +range:\{start:\{line:1 +column:10\}\}/;
  report('the recipe for reviewdog', local, found.test(local.stdout) && !local.stdout.includes('000002'));
  const asked = 'npx elementaldb lint --format rdjson | reviewdog -f=rdjson -reporter=rdjson -filter-mode=nofilter';
  const again = run('sh', ['-c', asked], folder, env);
  const suggested = /"text": "CREATE INDEX IF NOT EXISTS meter_id_site_idx ON meter \(id, site\)"/;
  report('a suggestion for reviewdog', again, suggested.test(again.stdout));
}

/** A repository with the built program. */
function project(name) {
  const folder = join(scratch, name);
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  const program = join(folder, 'node_modules', '.bin', 'elementaldb');
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" "${join(REPOSITORY, 'dist', 'cli', 'main.js')}" "$@"\n`,
  );
  chmodSync(program, 0o755);
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  const git = (...args) => run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], folder);
  git('init', '--quiet');
  return { folder, git };
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
