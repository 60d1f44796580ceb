/**
 * `node bench/agreement.mjs [--reports FOLDER] MIGRATIONS...`, after `npm run build`: how far lint (preset recommended) agrees with
 * verify, per folder of migrations and in both directions. What verify finds only on tables with rows is counted apart: lint does not
 * know rows. Empty files and downs are left out, since they are reported for being empty. With --reports, the reports of verify are
 * kept there as NAME.json and read again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ options: { reports: { type: 'string' } }, allowPositionals: true });

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** What lint says of an axis of verify. A file that cannot be parsed fails. */
const RULES = {
  idempotent:
    /^(?:unguarded-|unnamed-|not-rerunnable|self-referring-update|repeated-conversion|if-not-exists|syntax-error)/,
  reversible:
    /^(?:incomplete-down|down-definition-differs|down-leaves-rows|drop-has-dependents|refused-by-server|syntax-error)/,
};

/** The files whose parsing decides an axis. */
const DIRECTION = { idempotent: 'up', reversible: 'down' };

const EMPTY = /^(?:empty-file|empty-down|missing-down)$/;

function report(command, folder) {
  const { stdout, status } = spawnSync(process.execPath, [PROGRAM, command, folder, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0 && status !== 1) {
    throw new Error(`${command} ${folder} ended with exit code ${status}`);
  }
  return JSON.parse(stdout);
}

function verified(folder) {
  const kept = values.reports === undefined ? undefined : join(values.reports, `${basename(folder)}.json`);
  if (kept !== undefined && existsSync(kept)) {
    return JSON.parse(readFileSync(kept, 'utf8'));
  }
  const found = report('verify', folder);
  if (kept !== undefined) {
    writeFileSync(kept, JSON.stringify(found));
  }
  return found;
}

/** Versions by rule: as verify counts them, without leading zeros. */
function lintedVersions(folder) {
  const named = { idempotent: new Set(), reversible: new Set(), empty: new Set() };
  for (const { rule, file } of report('lint', folder).findings) {
    const version = String(BigInt(/^\d+/.exec(basename(file))?.[0] ?? '0'));
    Object.entries(RULES).forEach(([axis, pattern]) => {
      const isOther = rule === 'syntax-error' && !file.endsWith(`.${DIRECTION[axis]}.sql`);
      if (pattern.test(rule) && !isOther) {
        named[axis].add(version);
      }
    });
    if (EMPTY.test(rule)) {
      named.empty.add(version);
    }
  }
  return named;
}

const rows = positionals.map((folder) => {
  const named = lintedVersions(folder);
  const { migrations } = verified(folder);
  const counts = {};
  for (const axis of Object.keys(RULES)) {
    const of = { found: 0, wrong: 0, foundWithRows: 0, wrongWithRows: 0, accused: 0, right: 0 };
    for (const { version, verdicts } of migrations) {
      const { status, findings } = verdicts[axis];
      const isNamed = named[axis].has(String(version));
      if (axis === 'reversible' && named.empty.has(String(version))) {
        continue;
      }
      if (status === 'fail') {
        const isSeen = findings.some((each) => each.status === 'fail' && !each.populated);
        of[isSeen ? 'wrong' : 'wrongWithRows'] += 1;
        of[isSeen ? 'found' : 'foundWithRows'] += isNamed ? 1 : 0;
      } else if (status === 'pass') {
        of.right += 1;
        of.accused += isNamed ? 1 : 0;
      }
    }
    counts[axis] = of;
  }
  return { name: basename(folder), migrations: migrations.length, counts };
});

const sum = (axis, key) => rows.reduce((total, { counts }) => total + counts[axis][key], 0);
const total = {
  name: 'all',
  migrations: rows.reduce((count, each) => count + each.migrations, 0),
  counts: Object.fromEntries(
    Object.keys(RULES).map((axis) => [
      axis,
      Object.fromEntries(Object.keys(rows[0]?.counts[axis] ?? {}).map((key) => [key, sum(axis, key)])),
    ]),
  ),
};
console.log(`${new Date().toISOString().slice(0, 10)}, named of all, in both directions\n`);
console.log(
  '| | migrations | not idempotent | only with rows | idempotent, accused | down incomplete | only with rows | down right, accused |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const { name, migrations, counts } of [...rows, total]) {
  const cells = Object.values(counts).flatMap((of) => [
    `${of.found} of ${of.wrong}`,
    `${of.foundWithRows} of ${of.wrongWithRows}`,
    `${of.accused} of ${of.right}`,
  ]);
  console.log(`| ${name} | ${migrations} | ${cells.join(' | ')} |`);
}
