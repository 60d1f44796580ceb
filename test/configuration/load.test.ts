import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { loadConfiguration, parseAssignments } from '../../src/configuration/load.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-configuration-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (flags: object = {}, environment: Record<string, string> = {}) =>
  loadConfiguration({ folder, environment, flags: { ...flags } });

describe('loadConfiguration', () => {
  test('is empty without settings', async () => {
    expect(await load()).toEqual({});
  });

  test('overrides the file by the environment, and both by flags', async () => {
    writeFileSync(join(folder, 'elementaldb.config.json'), '{ "database": "a", "user": "a", "image": "a" }');
    const environment = { ELEMENTALDB_USER: 'b', ELEMENTALDB_IMAGE: 'b', ELEMENTALDB_PG_BIN: '/b' };
    expect(await load({ image: 'c' }, environment)).toEqual({ database: 'a', user: 'b', image: 'c', pgBin: '/b' });
  });

  test.each([
    ['ts', 'const port: number = 5433;\nexport default { port };'],
    ['mjs', 'export default { port: 5433 };'],
    ['json', '{ "$schema": "./x.json", "port": 5433 }'],
  ])('reads elementaldb.config.%s', async (ending, content) => {
    writeFileSync(join(folder, `elementaldb.config.${ending}`), content);
    expect(await load()).toEqual({ port: 5433 });
  });

  test('a command as the layout runs in the folder of the file, or in one named from there', async () => {
    const layout = { command: ['npx', 'prisma', 'migrate', 'deploy'], files: ['prisma/**'] };
    writeFileSync(join(folder, 'elementaldb.config.json'), JSON.stringify({ layout }));
    expect(await load()).toEqual({ layout: { ...layout, folder } });
    writeFileSync(join(folder, 'elementaldb.config.json'), JSON.stringify({ layout: { ...layout, folder: 'app' } }));
    expect(await load()).toEqual({ layout: { ...layout, folder: join(folder, 'app') } });
    expect(await load({ layout: 'goose' })).toEqual({ layout: 'goose' });
  });

  test.each([
    [{ command: [], files: ['a'] }, 'must be one of golang-migrate, dbmate'],
    [{ command: 'a', files: ['a'] }, 'must be one of golang-migrate, dbmate'],
    ['flyway-teams', 'must be one of golang-migrate, dbmate'],
    [{ command: ['a'], files: [] }, 'must name a file'],
  ])('refuses the layout %j', async (layout, message) => {
    await expect(load({ layout })).rejects.toThrow(`--layout: ${message}`);
  });

  test('resolves paths relative to the file, and finds it from a subfolder', async () => {
    writeFileSync(join(folder, 'elementaldb.config.json'), '{ "migrations": "db/migrations", "clientData": "none" }');
    mkdirSync(join(folder, 'below'));
    const configuration = await loadConfiguration({ folder: join(folder, 'below'), environment: {}, flags: {} });
    expect(configuration).toEqual({ migrations: join(folder, 'db/migrations'), clientData: 'none' });
  });

  test('reports all problems together, each with its source', async () => {
    writeFileSync(join(folder, 'elementaldb.config.json'), '{ "prot": 1, "database": "" }');
    const fault = await load({ port: 70_000, ignoreRows: ['a,b'] }, { ELEMENTALDB_POSTGRES: 'new' }).catch(
      (error: unknown) => error,
    );
    expect(fault).toMatchObject({ code: 'BAD_CONFIGURATION', kind: 'usage' });
    for (const part of [
      'unknown setting "prot"',
      'database: must not be empty',
      'ELEMENTALDB_POSTGRES: ',
      '--port: must be 65535 or less',
      '--ignore-rows: must be one table or pattern, without a comma',
    ]) {
      expect(String(fault)).toContain(part);
    }
  });

  test('reports a file that cannot be read', async () => {
    writeFileSync(join(folder, 'elementaldb.config.json'), '{ "port": ');
    await expect(load()).rejects.toMatchObject({ code: 'BAD_CONFIGURATION' });
  });
});

describe('parseAssignments', () => {
  test('splits at the first equals sign', () => {
    expect(parseAssignments(['a=b', 'c=d=e', 'f='])).toEqual({ a: 'b', c: 'd=e', f: '' });
  });

  test('rejects a text without an equals sign', () => {
    expect(() => parseAssignments(['work_mem'])).toThrow('invalid setting: "work_mem"');
  });
});
