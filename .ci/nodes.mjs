/**
 * Runs the tests under each Node that the package supports, from npm's package `node`, and says which are past their end of
 * life. The unit tests run whole on the newest, and on the oldest unless `npm test` runs them on the same major version; on
 * all run those that depend on Node itself: processes, threads, streams, the command line. Exit code 1 if one fails.
 * Arguments: versions of Node, on which all of these run; by default the oldest and each long-term release.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** End of life by major version: https://github.com/nodejs/release#release-schedule */
const END_OF_LIFE = { 20: '2026-04-30', 22: '2027-04-30', 24: '2028-04-30', 26: '2029-04-30' };

/** Oldest first. */
const VERSIONS = ['20.19', '22', '24', '26'];

/** Folders of unit tests about Node itself. */
const ABOUT_NODE = ['test/support', 'test/postgres', 'test/lint/engine', 'test/seeding/random'];

const WITH_SERVER = ['test/databases/testing/test-database.pg.test.ts'];
const LONG = ['test/energy/seed/threads.long.test.ts'];
const COMMAND_LINE = ['test/cli/servers/start.cli.test.ts', 'test/cli/migrations/lint.cli.test.ts'];

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-nodes-'));
const wanted = process.argv.slice(2);
const rows = [];
try {
  for (const version of wanted.length > 0 ? wanted : VERSIONS) {
    rows.push(tryNode(version));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log('\nNode       end of life              tests');
for (const { version, passed, failed } of rows) {
  const end = END_OF_LIFE[version.slice(1).split('.')[0]];
  const past = end < new Date().toISOString().slice(0, 10) ? 'past it since' : 'supported until';
  console.log(`${version.padEnd(10)} ${`${past} ${end}`.padEnd(26)} ${passed} passed, ${failed} failed`);
}
process.exitCode = rows.every(({ failed, passed }) => failed === 0 && passed > 0) ? 0 : 1;

function tryNode(wantedVersion) {
  const prefix = join(scratch, wantedVersion);
  run(
    'npm',
    ['install', '--silent', '--no-audit', '--no-fund', '--prefix', prefix, `node@${wantedVersion}`],
    process.env,
  );
  const folder = join(prefix, 'node_modules', 'node', 'bin');
  const node = join(folder, 'node');
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`\n-- Node ${version}`);
  const counts = [
    runTests(node, env, 'unit', isWhole(wantedVersion) ? [] : ABOUT_NODE, join(prefix, 'unit.json')),
    runTests(node, env, 'postgres', WITH_SERVER, join(prefix, 'postgres.json')),
    runTests(node, env, 'long', LONG, join(prefix, 'long.json')),
    runTests(node, env, 'cli', COMMAND_LINE, join(prefix, 'cli.json')),
  ];
  return {
    version,
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** The first two numbers of a version. */
function minorOf(version) {
  return version.split('.').slice(0, 2).join('.');
}

function isWhole(version) {
  const isOfThisNode = minorOf(version) === minorOf(process.versions.node);
  return wanted.includes(version) || version === VERSIONS.at(-1) || (version === VERSIONS[0] && !isOfThisNode);
}

function runTests(node, env, project, files, output) {
  const vitest = join(REPOSITORY, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=json', `--outputFile.json=${output}`];
  const status = run(node, [vitest, 'run', '--project', project, ...files, ...reporters], env);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(output, 'utf8'));
  for (const { name, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (message !== '' && failed.length === 0) {
      console.log(`${name}: ${message}`);
    }
    for (const { fullName, failureMessages } of failed) {
      console.log(`FAILED ${fullName}\n${failureMessages.join('\n')}`);
    }
  }
  return { passed: numPassedTests, failed: status === 0 ? 0 : Math.max(numFailedTests, 1) };
}

function run(command, args, env) {
  const { status, error } = spawnSync(command, args, { cwd: REPOSITORY, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) {
    throw error;
  }
  return status;
}
