/**
 * Whether a classifier tells weeks of seeded meters from weeks of real ones. Fetches public data, which stay outside of the project:
 * homes that the Python package `opendsm` ships, and buildings of the University of Cambridge
 * (https://github.com/EECi/Cambridge-Estates-Building-Energy-Archive, MIT license). Needs Python 3.10, and `npm run build` before.
 *
 * Options: --campus FOLDER, a clone of that repository, or `none` (default: it is cloned), --seed N (default 42), --weeks N (default
 * 20), --draws N (default 20), --python FILE of an environment that has numpy, scikit-learn and opendsm (default: it is made).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    campus: { type: 'string' },
    seed: { type: 'string', default: '42' },
    weeks: { type: 'string', default: '20' },
    draws: { type: 'string', default: '20' },
    python: { type: 'string' },
  },
});
const REPOSITORY = 'https://github.com/EECi/Cambridge-Estates-Building-Energy-Archive';
const PACKAGES = ['numpy', 'scikit-learn'];

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-blind-test-'));
const run = (file, ...args) => execFileSync(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const ours = (name, ...args) => {
  const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const folder = join(scratch, name);
  const output = ['--export', folder, '--format', 'csv', '--datasets', 'electricity', '--json'];
  execFileSync(process.execPath, [program, 'seed', '--seed', values.seed, ...args, ...output], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
};

try {
  const python = values.python ?? join(scratch, 'venv', 'bin', 'python');
  if (values.python === undefined) {
    run('python3', '-m', 'venv', join(scratch, 'venv'));
    run(python, '-m', 'pip', 'install', '--quiet', ...PACKAGES);
    // Only its data are used.
    run(python, '-m', 'pip', 'install', '--quiet', '--no-deps', 'opendsm==1.2.7');
  }
  const campus = values.campus ?? join(scratch, 'campus');
  if (values.campus === undefined) {
    run('git', 'clone', '--quiet', '--depth', '1', REPOSITORY, campus);
  }
  const homes = ours(
    'homes',
    '--clients',
    '1',
    '--sites',
    '20',
    '--archetypes',
    'house',
    '--from',
    '2013-01-01',
    '--to',
    '2014-01-01',
  );
  const sites = ['--clients', '1', '--sites', '40', '--archetypes', 'university'];
  const years = ['--from', '2017-01-01', '--to', '2018-01-01'];
  const forCampus =
    campus === 'none' ? [] : ['--campus', campus, '--seeded-campus', ours('campus-seeded', ...sites, ...years)];
  const script = fileURLToPath(new URL('blind-test/blind_test.py', import.meta.url));
  run(python, script, '--seeded-homes', homes, '--weeks', values.weeks, '--draws', values.draws, ...forCampus);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
