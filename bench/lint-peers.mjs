/**
 * `node bench/lint-peers.mjs`, after `npm run build`: other linters beside ours on small ups. What is true of each up an embedded server
 * says: whether a second run fails, whether a table gets another file, and whether rows are read or written under a lock that blocks
 * writes. The peers are installed into a temporary folder, which is removed; they need python3 with venv, npm and a registry. With
 * SHOW=squawk,pgfence it prints where these differ from the server.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Client } from 'pg';

import { lintMigrations } from '../dist/lint/engine/lint-migrations.js';
import { startServer } from '../dist/servers/select.js';
import { BASE, CASES } from './lint-peers/cases.mjs';
import { RULES, VERSIONS } from './lint-peers/rules.mjs';
import { truthOf } from './lint-peers/truth.mjs';

const shown = process.env.SHOW?.split(',') ?? [];
const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-bench-peers-'));

function output(program, args) {
  // They end with another exit code when they find something.
  return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout;
}

function run(program, ...args) {
  const found = output(program, args);
  return found.trim() === '' ? [] : JSON.parse(found);
}

/** Installs a linter of PyPI into an environment of its own, and gives its program. */
function installPython(peer, python = 'python3') {
  const venv = join(scratch, peer);
  execFileSync(python, ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', VERSIONS[peer]], { stdio: 'inherit' });
  return join(venv, 'bin', VERSIONS[peer].replace(/-cli==.*|==.*/, ''));
}

/** What each peer finds in the files, as pairs of a file and a rule. Each reads all files at once. */
function findingsOfPeers(files) {
  execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--prefix', join(scratch, 'npm'), VERSIONS.pgfence]);
  const pgfence = join(scratch, 'npm/node_modules/.bin/pgfence');
  // pgfence ends the whole run at a form of PostgreSQL 18.
  const readable = files.filter((file) => !/ VIRTUAL| NOT NULL area|SET EXPRESSION/.test(readFileSync(file, 'utf8')));
  return {
    squawk: run(installPython('squawk'), '--reporter', 'json', ...files).map((each) => [each.file, each.rule_name]),
    // By default it does not print its rules of style, of which prefer-robust-stmts is one.
    safemigrate: run(installPython('safemigrate'), '--severity', 'critical,warning,style', ...files).map((each) => [
      each.file,
      each.rule_id,
    ]),
    ...pgrubic(files),
    pgfence: (run(pgfence, 'analyze', '--output', 'json', ...readable).results ?? []).flatMap(({ filePath, checks }) =>
      checks.map(({ ruleId }) => [filePath, ruleId]),
    ),
  };
}

/** It needs Python 3.12 and prints for people only. */
function pgrubic(files) {
  const python = ['python3', 'python3.12', 'python3.13', 'python3.14'].find(
    (each) => spawnSync(each, ['-c', 'import sys; sys.exit(sys.version_info < (3, 12))']).status === 0,
  );
  if (python === undefined) {
    console.log(`${VERSIONS.pgrubic} is left out: it needs Python 3.12`);
    return {};
  }
  const text = output(installPython('pgrubic', python), ['lint', ...files]);
  // Codes stand between escapes of color and of links.
  return {
    pgrubic: [...text.matchAll(/^(\/.+?):\d+:\d+: .*?([A-Z]{2}\d{3})/gm)].map(([, file, rule]) => [file, rule]),
  };
}

/** What ours says; it reads a file with those before it. */
async function ours(file) {
  const { findings } = await lintMigrations({ migrations: dirname(file), preset: 'strict' });
  return findings.filter((each) => each.file === file).map(({ code, what }) => `${code} ${what}`);
}

/** Writes an up after the base, and gives its path. */
function write(sql, number) {
  const folder = join(scratch, `case-${number}`);
  mkdirSync(folder);
  writeFileSync(join(folder, '000001_base.up.sql'), BASE);
  const file = join(folder, '000002_case.up.sql');
  writeFileSync(file, sql);
  return file;
}

const { server } = await startServer();
const admin = new Client({ connectionString: server.connectionString() });
try {
  const files = CASES.map(write);
  const peers = findingsOfPeers(files);
  await admin.connect();
  const counts = {};
  const truths = { idempotent: 0, rewrite: 0, blocking: 0 };
  for (const [number, sql] of CASES.entries()) {
    const truth = await truthOf(sql, admin, server, number);
    const file = files[number];
    for (const axis of Object.keys(truths)) {
      truths[axis] += truth[axis] ? 1 : 0;
    }
    const found = { elementaldb: await ours(file) };
    for (const [peer, findings] of Object.entries(peers)) {
      found[peer] = findings.filter(([of]) => of === file).map(([, rule]) => rule);
    }
    for (const [peer, rules] of Object.entries(found)) {
      for (const axis of Object.keys(truths)) {
        const isNamed = rules.some((rule) => RULES[peer][axis].test(rule ?? ''));
        const of = ((counts[peer] ??= {})[axis] ??= { named: 0, missed: 0, accused: 0 });
        of[truth[axis] ? (isNamed ? 'named' : 'missed') : 'accused'] += truth[axis] || isNamed ? 1 : 0;
        if (shown.includes(peer) && truth[axis] !== isNamed) {
          console.log(peer, axis, truth[axis] ? 'missed' : 'accused', sql, rules.join());
        }
      }
    }
  }
  const { version } = server;
  console.log(
    `${new Date().toISOString().slice(0, 10)}, PostgreSQL ${version.text}, ${CASES.length} ups: named / missed / accused\n`,
  );
  const { idempotent, rewrite, blocking } = truths;
  console.log(
    `| | cannot run twice (${idempotent}) | rewrites a table (${rewrite}) | long work under a lock (${blocking}) |`,
  );
  console.log('|---|---|---|---|');
  for (const [peer, of] of Object.entries(counts)) {
    const cells = Object.keys(truths).map((axis) => cell(of[axis]));
    console.log(`| ${VERSIONS[peer] ?? 'elementaldb, strict'} | ${cells.join(' | ')} |`);
  }
} finally {
  await admin.end();
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

function cell({ named, missed, accused }) {
  return `${named} / ${missed} / ${accused}`;
}
