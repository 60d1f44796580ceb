import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { layoutFixture } from '../../migrations/layouts/layout-fixtures.ts';
import { test } from '../run-cli.ts';

const GOOSE = '-- +goose Up\nCREATE TABLE IF NOT EXISTS t ();\n\n-- +goose Down\nDROP TABLE IF EXISTS t;\n';

describe('--layout', () => {
  test('auto says in the first line what it has decided', async ({ sandbox }) => {
    sandbox.write({ 'migrations/00001_a.sql': GOOSE });
    const said = await sandbox.runHere(['lint', '--layout', 'auto']);
    expect(said).toMatchObject({ exitCode: 0, stderr: 'layout: goose, by 00001_a.sql\n' });
    expect(said.stdout).toMatch(/^1 file: nothing found/);
  });

  test('start and verify read the folder; the configuration may name the layout', async ({ sandbox }) => {
    cpSync(layoutFixture('refinery'), join(sandbox.folder, 'migrations'), { recursive: true });
    sandbox.write({ 'elementaldb.config.json': '{ "layout": "refinery" }' });
    const started = await sandbox.run(['start', '--once']);
    expect(started).toMatchObject({ exitCode: 0 });
    expect(started.stderr).toMatch(/^ready .*, migration 3 \(/m);
    const verified = await sandbox.runHere(['verify', '--no-populated']);
    expect(verified).toMatchObject({ exitCode: 0 });
    expect(verified.stdout).toContain('the migrations have no downs: only the ups are judged');
  });

  test('a mixed folder is refused with the names of its files', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.sql': GOOSE, 'migrations/2_b.sql': '-- migrate:up\n-- migrate:down\n' });
    const said = await sandbox.runHere(['lint', '--layout', 'auto']);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toContain('1_a.sql (goose), 2_b.sql (dbmate)');
  });

  test('without it, the error names the layout', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.sql': GOOSE });
    const said = await sandbox.runHere(['start', '--once']);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toContain('its files are in the layout of goose');
    expect(said.stderr).toContain('fix: Use --layout goose');
  });

  test('an unknown one is refused', async ({ sandbox }) => {
    const said = await sandbox.runHere(['lint', '--layout', 'liquibase']);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toContain('--layout: must be one of golang-migrate, dbmate');
  });

  test.for([
    ['migrate up', ['migrate', 'up'], 1],
    ['migrate create', ['migrate', 'create', 'x'], 1],
    ['image build', ['image', 'build'], 2],
    ['lint --fix', ['lint', '--fix'], 2],
  ] as const)('%s works only with golang-migrate', async ([_name, args, exitCode], { sandbox }) => {
    sandbox.write({ 'migrations/1_a.sql': GOOSE, 'elementaldb.config.json': '{ "layout": "goose" }' });
    const said = await sandbox.runHere(args);
    expect(said).toMatchObject({ exitCode, stdout: '' });
    expect(said.stderr).toContain('works only with the layout golang-migrate, not with goose');
  });

  test('a command makes the database, and lint refuses it', async ({ sandbox }) => {
    const command = [process.execPath, '-e', 'process.exit(Number(!process.env.DATABASE_URL))'];
    sandbox.write({ 'elementaldb.config.json': JSON.stringify({ layout: { command, files: ['*.json'] } }) });
    const started = await sandbox.run(['start', '--once']);
    expect(started).toMatchObject({ exitCode: 0 });
    expect(started.stderr).toMatch(/^ready .*, made by /m);
    const said = await sandbox.runHere(['lint']);
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toContain('lint reads the SQL of migrations, but the layout is a command');
  });
});
