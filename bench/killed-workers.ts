/**
 * `npm run bench:killed-workers`: a suite of 2,000 tests over 4 workers, each with a database of its own, of which one in
 * eight is killed at random. Fails unless all tests of the others pass and nothing is left; prints what was counted.
 * Option: --tests N.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { tests: { type: 'string', default: '2000' } } });
const folder = mkdtempSync(join(tmpdir(), 'elementaldb-bench-'));
const report = join(folder, 'report.json');
const begun = performance.now();
try {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  execFileSync(process.execPath, [vitest, 'run', '--project', 'long', 'test/vitest/killed-workers.long.test.ts'], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ELEMENTALDB_KILLED_WORKERS_TESTS: values.tests,
      ELEMENTALDB_KILLED_WORKERS_REPORT: report,
    },
  });
  const { passed, killed, mostDatabases } = JSON.parse(readFileSync(report, 'utf8'));
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  process.stdout.write(
    `${passed} tests passed, ${killed} workers killed, at most ${mostDatabases} databases at a time, none left (${seconds} s)\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
