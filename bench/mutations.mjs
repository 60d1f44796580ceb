/**
 * How many faults verify catches: changes one down or one guard at random, verifies that version, and compares its verdicts
 * with those of the unchanged file. Prints the share caught by kind of change, and each change that was missed, for a
 * person to judge: some changes are no fault.
 *
 *   npm run build && node bench/mutations.mjs [--count N] [--seed N] FOLDER...
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { picker } from './random.mjs';

const { values, positionals: folders } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const MAIN = new URL('../dist/cli/main.js', import.meta.url).pathname;

const pick = picker(Number(values.seed));

/** Statements by their final semicolons; downs with $-quotes are left alone. */
function statementsOf(sql) {
  return sql.includes('$') ? [] : sql.split(/(?<=;)\s*/).filter((text) => /\w/.test(text.replaceAll(/--.*$/gm, '')));
}

/** Replaces one match at random; undefined without one. */
function replaceOne(sql, pattern, by) {
  const matches = [...sql.matchAll(pattern)];
  if (matches.length === 0) {
    return undefined;
  }
  const { 0: text, index } = pick(matches);
  return sql.slice(0, index) + by(text) + sql.slice(index + text.length);
}

const KINDS = {
  'a statement of the down removed': (up, down) => {
    const statements = statementsOf(down);
    const own = statements.filter((text) => !/^\s*(?:BEGIN|END|COMMIT)\b/i.test(text));
    const gone = pick(own);
    return own.length < 2 ? undefined : { up, down: statements.filter((each) => each !== gone).join('\n') };
  },
  'the down emptied': (up, down) =>
    statementsOf(down).length === 0 ? undefined : { up, down: '-- Nothing to undo.\n' },
  'another name in a DROP of the down': (up, down) => {
    const changed = replaceOne(
      down,
      /\bDROP\s+(?:TABLE|COLUMN|INDEX|VIEW|TYPE|CONSTRAINT)\s+IF\s+EXISTS\s+[\w."]*\w/gi,
      (text) => `${text}_x`,
    );
    return changed && { up, down: changed };
  },
  'a property lost in the down': (up, down) => {
    const changed = replaceOne(
      down,
      /\bNOT NULL\b|\bDEFAULT\s+(?:'[^']*'|\w+)|\bUNIQUE\b|\bON DELETE CASCADE\b/gi,
      () => '',
    );
    return changed && { up, down: changed };
  },
  'another type in the down': (up, down) => {
    const changed = replaceOne(down, /\b(?:TEXT|BIGINT|INTEGER|INT|BOOLEAN|JSONB|UUID|TIMESTAMPTZ)\b/gi, (text) =>
      /^text$/i.test(text) ? 'varchar(40)' : 'text',
    );
    return changed && { up, down: changed };
  },
  'a guard removed from the up': (up, down) => {
    const changed = replaceOne(
      up,
      /\bIF\s+NOT\s+EXISTS\b|\bIF\s+EXISTS\b|\bOR\s+REPLACE\b|\bON\s+CONFLICT\b[^;]*?DO\s+NOTHING/gi,
      () => '',
    );
    return changed && { up: changed, down };
  },
};

const root = mkdtempSync(join(tmpdir(), 'elementaldb-mutations-'));
const before = new Map();

function verdictOf(folder, version) {
  const args = ['verify', '--migrations', folder, '--only', version, '--json', '--no-cache'];
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0 && status !== 1) {
    return { error: stderr };
  }
  const { verdicts } = JSON.parse(stdout).migrations.find((each) => BigInt(each.version) === BigInt(version));
  return Object.fromEntries(Object.entries(verdicts).map(([axis, { status: is }]) => [axis, is]));
}

function failuresOf(verdicts) {
  return Object.entries(verdicts).flatMap(([axis, is]) => (is === 'fail' ? [axis] : []));
}

const tally = new Map(Object.keys(KINDS).map((kind) => [kind, { tried: 0, caught: 0 }]));
const missed = [];
try {
  const count = Number(values.count);
  for (let tried = 0, attempts = 0; tried < count && attempts < count * 50; attempts += 1) {
    const folder = folders[tried % folders.length];
    const ups = readdirSync(folder).filter((name) => name.endsWith('.up.sql'));
    const upName = pick(ups);
    const downName = upName.replace(/\.up\.sql$/, '.down.sql');
    const [version] = /^\d+/.exec(upName);
    const kind = pick(Object.keys(KINDS));
    let changed;
    try {
      changed = KINDS[kind](readFileSync(join(folder, upName), 'utf8'), readFileSync(join(folder, downName), 'utf8'));
    } catch {
      continue; // There is no down.
    }
    if (changed === undefined) {
      continue;
    }
    const copy = join(root, 'migrations');
    cpSync(folder, copy, { recursive: true });
    const key = `${folder} ${version}`;
    if (!before.has(key)) {
      before.set(key, verdictOf(copy, version));
    }
    const known = before.get(key);
    // What fails already cannot show a further fault.
    if (known.error !== undefined || failuresOf(known).length > 0) {
      rmSync(copy, { recursive: true });
      continue;
    }
    writeFileSync(join(copy, upName), changed.up);
    writeFileSync(join(copy, downName), changed.down);
    const after = verdictOf(copy, version);
    const row = tally.get(kind);
    tried += 1;
    row.tried += 1;
    const caught = after.error !== undefined || failuresOf(after).length > 0;
    if (caught) {
      row.caught += 1;
    } else {
      const file = kind.includes('up') ? upName : downName;
      const { stdout } = spawnSync('diff', ['-U0', join(folder, file), join(copy, file)], { encoding: 'utf8' });
      const lines = stdout
        .split('\n')
        .filter((line) => /^[-+](?![-+])/.test(line))
        .slice(0, 6);
      missed.push(`${kind}: ${upName}\n    ${lines.join('\n    ')}`);
      process.stdout.write(`missed: ${missed.at(-1)}\n`);
    }
    rmSync(copy, { recursive: true });
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.stdout.write('\n| change | tried | caught |\n|---|---|---|\n');
for (const [kind, { tried, caught }] of tally) {
  process.stdout.write(`| ${kind} | ${tried} | ${caught} |\n`);
}
