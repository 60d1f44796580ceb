/**
 * Compares the verdicts of two builds on folders of migrations: `verify --json` (empty and populated pass) and `lint --json`.
 * Exit code 1 if a verdict, a finding's code or its place differs. Renames of format version 2 and texts are not compared.
 *
 *   node bench/same-verdicts.mjs BEFORE/dist/cli/main.js AFTER/dist/cli/main.js FOLDER... [-- more options of verify]
 */
import { spawnSync } from 'node:child_process';

const end = process.argv.indexOf('--');
const [before, after, ...folders] = process.argv.slice(2, end === -1 ? undefined : end);
const options = end === -1 ? [] : process.argv.slice(end + 1);
if (folders.length === 0) {
  console.error('usage: node bench/same-verdicts.mjs BEFORE AFTER FOLDER... [-- options of verify]');
  process.exit(2);
}

/** Names of format version 1, and what they are called now. */
const RENAMED = new Map([
  ['dataKept', 'dataPreserved'],
  ['sessionSafe', 'sessionIndependent'],
  ['masked', 'shadowed'],
  ['gone-when-run-again', 'not-rerunnable'],
  ['loss-not-said', 'undocumented-data-loss'],
  ['made-anew-instead-of-renamed', 'recreate-instead-of-rename'],
  ['rows-left', 'down-leaves-rows'],
  ['not-undone', 'incomplete-down'],
  ['not-restored', 'down-definition-differs'],
  ['guard-over-other-definition', 'if-not-exists-hides-difference'],
  ['still-referenced', 'drop-has-dependents'],
  ['validated-at-once', 'not-valid-then-validate'],
  ['default-not-considered', 'nullable-column-without-default'],
  ['limited-text', 'prefer-text'],
  ['small-key', 'prefer-bigint-key'],
  ['unseen-subfolder', 'nested-folder-ignored'],
]);

const today = (name) => RENAMED.get(name) ?? name;

function report(program, command, folder, more) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, command, folder, '--json', ...more], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status > 1) {
    throw new Error(`${program} ${command} ${folder} ended with ${status}: ${stderr}`);
  }
  return JSON.parse(stdout);
}

/** One line a verdict and a finding: what is compared. */
function verdictLines({ migrations }) {
  return migrations.flatMap(({ version, verdicts, unpopulated }) => [
    ...Object.entries(verdicts).flatMap(([axis, { status, findings }]) => [
      `${version} ${today(axis)} ${status}`,
      ...findings.map(
        ({ code, status: grade, populated, line, details }) =>
          `${version} ${today(axis)} ${today(code)} ${grade}${populated ? ' populated' : ''} line ${line} ${details.join(' | ')}`,
      ),
    ]),
    ...unpopulated.map(({ table }) => `${version} unpopulated ${table}`),
  ]);
}

function lintLines({ findings }) {
  return findings.map(({ rule, severity, file, line }) => `${file}:${line} ${today(rule)} ${severity}`);
}

function missing(from, lines) {
  const left = [...lines];
  return from.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) {
      left.splice(at, 1);
    }
    return at === -1;
  });
}

/** Compares the output of one command, prints what differs, and returns how much does. */
function compare(folder, command, more, lines) {
  const old = lines(report(before, command, folder, more));
  const now = lines(report(after, command, folder, more));
  const gone = missing(old, now);
  const added = missing(now, old);
  console.log(`${folder} ${command}: ${now.length} lines compared, ${gone.length} gone, ${added.length} new`);
  for (const line of [
    ...gone.slice(0, 20).map((each) => `- ${each}`),
    ...added.slice(0, 20).map((each) => `+ ${each}`),
  ]) {
    console.log(`  ${line}`);
  }
  return gone.length + added.length;
}

let differences = 0;
for (const folder of folders) {
  differences += compare(folder, 'verify', ['--no-cache', ...options], verdictLines);
  differences += compare(folder, 'lint', ['--preset', 'elementaldb'], lintLines);
}
process.exitCode = differences === 0 ? 0 : 1;
