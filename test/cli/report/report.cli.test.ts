import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import * as v from 'valibot';
import { expect } from 'vitest';

import { PAGE_MODEL } from '../../../src/page/model.ts';
import { git } from '../../git.ts';
import { BAD, GOOD, jsonOf, test } from '../run-cli.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)>';

test('the page is one file that holds its model, and nothing of it is markup', async ({ sandbox }) => {
  sandbox.write({
    'migrations/1_x.up.sql': `CREATE TABLE "${HOSTILE}" (id int); COMMENT ON TABLE "${HOSTILE}" IS '${HOSTILE}';`,
    'migrations/1_x.down.sql': `DROP TABLE "${HOSTILE}";`,
  });
  const said = await sandbox.run(['report', '--no-verify']);
  expect(said).toMatchObject({ exitCode: 0, stdout: '' });
  expect(said.stderr).toMatch(/Wrote report\.html \(.*\): 1 migration\./);
  const html = readFileSync(join(sandbox.folder, 'report.html'), 'utf8');
  expect(html).not.toContain('<img');
  expect(html).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none'/);
  const [, json = ''] = /<script type="application\/json" id="model">([^]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toMatchObject({
    formatVersion: 1,
    migrations: [{ version: '1', up: { lint: expect.any(Array) } }],
  });
  expect(JSON.stringify(JSON.parse(json))).toContain(HOSTILE.replaceAll('"', ''));
  await sandbox.leavesNothing();
});

test('a folder, JSON and Markdown; a failing chain ends with 1 and gives the page up to there', async ({ sandbox }) => {
  sandbox.write({ 'migrations/1_a.up.sql': 'CREATE TABLE a (n int);', 'migrations/1_a.down.sql': 'DROP TABLE a;' });
  git(sandbox.folder, 'init', '-q');
  git(sandbox.folder, 'add', '.');
  git(sandbox.folder, 'commit', '-qm', 'a');
  sandbox.write({ 'migrations/2_b.up.sql': 'ALTER TABLE a ADD COLUMN m int;\nSELECT nothing;\n' });
  const folder = await sandbox.run(['report', '--format', 'folder', '--out', 'site', '--no-verify']);
  expect(folder).toMatchObject({ exitCode: 1, stdout: '' });
  expect(folder.stderr).toMatch(/The chain fails[^]*2_b\.up\.sql:2[^]*nothing/);
  expect(readdirSync(join(sandbox.folder, 'site')).toSorted()).toEqual(['index.html', 'model.json', 'summary.md']);
  // Again over its own files.
  expect(await sandbox.run(['report', '--format', 'folder', '--out', 'site', '--no-verify'])).toMatchObject({
    exitCode: 1,
  });

  const json = await sandbox.run(['report', join(sandbox.folder, 'migrations'), '--json', '--no-verify']);
  expect(v.safeParse(PAGE_MODEL, jsonOf(json)).issues).toBeUndefined();
  expect(jsonOf(json)).toMatchObject({
    title: 'migrations',
    migrations: [{ version: '1' }, { version: '2' }],
    failure: { version: '2', file: 'migrations/2_b.up.sql', line: 2 },
  });
  expect(`${json.stdout}${json.stderr}`).not.toContain(sandbox.folder);
  const markdown = await sandbox.run(['report', '--format', 'markdown', '--no-verify', '--changed-since', 'HEAD']);
  expect(markdown.stdout).toMatch(/^### elementaldb report\n[^]*2_b/);
  expect(markdown.stdout).not.toContain('1_a');
  expect(existsSync(join(sandbox.folder, 'report.html'))).toBe(false);
  await sandbox.leavesNothing();
});

test('verdicts are part of it, and bad input is refused before anything runs', async ({ sandbox }) => {
  const bad = jsonOf(await sandbox.run(['report', BAD, '--json', '--from', '2']));
  expect(v.safeParse(PAGE_MODEL, bad).issues).toBeUndefined();
  expect(bad).toMatchObject({ title: basename(BAD), migrations: [{ version: '2', reversible: false }] });
  expect(JSON.stringify(bad)).not.toContain(dirname(BAD));
  const printed = await sandbox.runHere(['report', GOOD, '--no-verify', '--out', '-']);
  expect(printed.stdout).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  sandbox.write({ 'site/other.txt': '' });
  for (const [args, reason] of [
    [['--format', 'folder', '--out', 'site'], 'holds other files, such as other.txt'],
    [['--out', 'site'], 'site is a folder'],
    [['--out', ''], '--out is empty'],
    [['--out', '-', '--open'], 'cannot be combined'],
    [['--out', '-', '--format', 'folder'], 'cannot be combined'],
    [['--out', 'site/other.txt/x/y.html'], 'cannot write the report site/other.txt/x/y.html (site/other.txt is not a'],
    [['--json', '--format', 'markdown'], 'cannot be combined'],
    [['--open', '--format', 'markdown'], 'cannot be combined'],
    [['--show-personal-data'], 'needs --database-url'],
    [['--from', '99'], 'unknown migration version: 99'],
    // Before a server is started, which --pg-bin would make fail.
    [['--database-url', 'postgresql://me:secret@127.0.0.1:9/db', '--pg-bin', 'site'], 'cannot connect'],
  ] as const) {
    const said = await sandbox.runHere(['report', GOOD, ...args]);
    expect(said.stderr, args.join(' ')).toContain(reason);
    expect(said.exitCode).toBeGreaterThan(1);
    expect(said.stderr).not.toContain('secret');
  }
  expect(existsSync(join(sandbox.folder, 'report.html'))).toBe(false);
});
