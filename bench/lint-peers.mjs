/**
 * `node bench/lint-peers.mjs`, after `npm run build`: other linters beside ours on small ups. What is true of each up an embedded server
 * says: whether a second run fails, and whether a table gets another file. The peers are installed at these versions into a
 * temporary folder, which is removed; they need python3 with venv, npm and a registry.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Client } from 'pg';

import { lintMigrations } from '../dist/lint/engine/lint-migrations.js';
import { startServer } from '../dist/servers/select.js';
import { BASE, CASES } from './lint-peers/cases.mjs';

const VERSIONS = {
  squawk: 'squawk-cli==2.70.0',
  safemigrate: 'safemigrate-lint==1.3.0',
  pgfence: '@flvmnt/pgfence@0.1.5',
};
const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-bench-peers-'));

/** Rules that speak of a second run, and of a table that is written anew. */
const RULES = {
  elementaldb: {
    idempotent: /^(?:unguarded-|unnamed-|not-rerunnable|repeated-conversion)/,
    rewrite: /^(?:type-rewrites-table|column-rewrites-table|table-rewritten|volatile-default)$/,
  },
  squawk: {
    idempotent: /^prefer-robust-stmts$/,
    rewrite: /^(?:changing-column-type|adding-field-with-default|adding-serial-primary-key-field)$/,
  },
  safemigrate: { idempotent: /if-not-exists|if-exists|idempot|robust/, rewrite: /rewrite|type-change|volatile/ },
  pgfence: {
    idempotent: /if-not-exists|if-exists|idempot|robust/,
    rewrite: /alter-column-type|rewrite|volatile|generated/,
  },
};

function output(program, args) {
  // They end with another exit code when they find something.
  return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout;
}

function run(program, ...args) {
  const found = output(program, args);
  return found.trim() === '' ? [] : JSON.parse(found);
}

function install(files) {
  // pgfence ends the whole run at a form of PostgreSQL 18.
  const readable = files.filter((file) => !/ VIRTUAL| NOT NULL area/.test(readFileSync(file, 'utf8')));
  const venv = join(scratch, 'venv');
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', VERSIONS.squawk, VERSIONS.safemigrate], {
    stdio: 'inherit',
  });
  execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--prefix', join(scratch, 'npm'), VERSIONS.pgfence]);
  // Each reads all files at once.
  return {
    squawk: run(join(venv, 'bin/squawk'), '--reporter', 'json', ...files).map((each) => [each.file, each.rule_name]),
    safemigrate: run(join(venv, 'bin/safemigrate-lint'), ...files).map((each) => [each.file, each.rule_id]),
    pgfence: (
      run(join(scratch, 'npm/node_modules/.bin/pgfence'), 'analyze', '--output', 'json', ...readable).results ?? []
    ).flatMap(({ filePath, checks }) => checks.map(({ ruleId }) => [filePath, ruleId])),
  };
}

/** The rules of ours, which reads a file with those before it. */
async function ours(file) {
  const { findings } = await lintMigrations({ migrations: dirname(file), preset: 'strict' });
  return findings.filter((each) => each.file === file).map(({ code }) => code);
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

/** What a server says of an up. */
async function truthOf(sql, admin, server, number) {
  const name = `peers_${number}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const client = new Client({ connectionString: server.connectionString(name) });
  await client.connect();
  try {
    const files = async () =>
      (
        await client.query(`SELECT oid, pg_relation_filenode(oid) AS file FROM pg_class WHERE relname IN ('site', 'meter')
        ORDER BY oid`)
      ).rows;
    await client.query(BASE);
    const before = await files();
    const indexes = async () =>
      (await client.query('SELECT (SELECT count(*) FROM pg_index) + (SELECT count(*) FROM pg_constraint) AS count'))
        .rows[0].count;
    await client.query(sql);
    const [after, made] = [await files(), await indexes()];
    const failed = await client.query(sql).then(
      () => false,
      () => true,
    );
    await client.query('ROLLBACK');
    return {
      idempotent: failed || made !== (await indexes()),
      rewrite: JSON.stringify(before) !== JSON.stringify(after),
    };
  } finally {
    await client.end();
    await admin.query(`DROP DATABASE ${name}`);
  }
}

const { server } = await startServer();
const admin = new Client({ connectionString: server.connectionString() });
try {
  const files = CASES.map(write);
  const peers = install(files);
  await admin.connect();
  const counts = {};
  const truths = { idempotent: 0, rewrite: 0 };
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
        if (process.env.SHOW === peer && truth[axis] !== isNamed) {
          console.log(axis, truth[axis] ? 'missed' : 'accused', sql, rules.join());
        }
      }
    }
  }
  const { version } = server;
  console.log(
    `${new Date().toISOString().slice(0, 10)}, PostgreSQL ${version.text}, ${CASES.length} ups: named / missed / accused\n`,
  );
  console.log(`| | cannot run twice (${truths.idempotent}) | rewrites a table (${truths.rewrite}) |\n|---|---|---|`);
  for (const [peer, { idempotent, rewrite }] of Object.entries(counts)) {
    console.log(`| ${VERSIONS[peer] ?? 'elementaldb, strict'} | ${cell(idempotent)} | ${cell(rewrite)} |`);
  }
} finally {
  await admin.end();
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

function cell({ named, missed, accused }) {
  return `${named} / ${missed} / ${accused}`;
}
