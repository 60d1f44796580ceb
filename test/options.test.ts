import { Client } from 'pg';
import { describe, expect, test } from 'vitest';

import * as api from '../src/index.ts';
import { InvalidOptionError } from '../src/support/errors.ts';
import { sharedDatabaseTest } from '../src/vitest/index.ts';

/** Nothing answers here: options are checked before a connection is made. */
const URL_OF_NOTHING = 'postgresql://nobody@127.0.0.1:1/nothing';
const CLIENT = new Client(URL_OF_NOTHING);
const WORLD_OPTIONS = { seed: 1, clients: 1, sites: 1, noise: 'none' } as const;
const WORLD = api.createWorld(WORLD_OPTIONS);
const SNAPSHOT: api.CatalogSnapshot = { objects: [], rows: [], sequences: [], uncovered: [] };
const SERIES = { name: 'water', table: 'client_meters.water', series: () => ({}) };

/** A public function: how to call it with these options, valid ones, and invalid ones with the option at fault. */
interface Row {
  call: (options: never) => unknown;
  valid: object;
  invalid: readonly (readonly [change: object, option: string])[];
  /** Valid options would start a server, or wait for one. */
  needsServer?: boolean;
}

const SERVER: Row['invalid'] = [
  [{ prot: 5432 }, 'prot'],
  [{ port: 0 }, 'port'],
  [{ port: 70_000 }, 'port'],
  [{ server: 'docker' }, 'server'],
  [{ server: { kind: 'docker', image: 'postgres:17' } }, 'server.image'],
  [{ settings: { work_mem: 4 } }, 'settings.work_mem'],
];
const LOCK: Row['invalid'] = [
  [{ lockTimout: 1 }, 'lockTimout'],
  [{ lockTimeout: -1 }, 'lockTimeout'],
  [{ ledger: { tabel: 'x' } }, 'ledger.tabel'],
];
const MIGRATE: Row['invalid'] = [...LOCK, [{ folder: undefined }, 'folder'], [{ onProgress: 'yes' }, 'onProgress']];

const FUNCTIONS: Record<string, Row> = {
  applyClientData: {
    call: (options) => api.applyClientData(URL_OF_NOTHING, 'none.sql', options),
    valid: {},
    invalid: [
      [{ ledgers: {} }, 'ledgers'],
      [{ onProgress: 1 }, 'onProgress'],
    ],
  },
  buildMigratedImage: {
    call: (options) => api.buildMigratedImage(options),
    valid: { migrations: 'none', database: 'app' },
    invalid: [
      [{ databse: 'app' }, 'databse'],
      [{ database: '' }, 'database'],
      [{ withClientData: 'yes' }, 'withClientData'],
      [{ world: { sits: 1 } }, 'world.sits'],
      [{ world: { from: 'monday' } }, 'from'],
    ],
  },
  createWorld: {
    call: (options) => api.createWorld(options),
    valid: WORLD_OPTIONS,
    invalid: [
      [{ cilents: 1 }, 'cilents'],
      [{ clients: 0 }, 'clients'],
      [{ sites: '3' }, 'sites'],
      [{ seed: -1 }, 'seed'],
      [{ noise: 'loud' }, 'noise'],
      [{ demo: 1 }, 'demo'],
    ],
  },
  currentVersion: {
    call: (options) => api.currentVersion(URL_OF_NOTHING, options),
    valid: {},
    invalid: [[{ legder: {} }, 'legder']],
  },
  defineDataset: {
    call: (options) => api.defineDataset(options),
    valid: SERIES,
    invalid: [
      [{ name: 'Water' }, 'name'],
      [{ steps: 15 }, 'steps'],
      [{ step: 7 }, 'step'],
      [{ table: 'water' }, 'table'],
      [{ series: undefined }, 'series'],
    ],
  },
  defineTemplate: {
    call: (options) => api.defineTemplate('sites', () => Promise.resolve(), options),
    valid: {},
    invalid: [
      [{ form: 'empty' }, 'form'],
      [{ files: 'a.sql' }, 'files'],
      [{ inputs: { seed: 1n } }, 'inputs'],
      [{ inputs: () => 1 }, 'inputs'],
    ],
  },
  describeSchema: {
    call: (options) => api.describeSchema(CLIENT, options),
    valid: {},
    needsServer: true,
    invalid: [
      [{ row: false }, 'row'],
      [{ ignoreTables: 'public.t' }, 'ignoreTables'],
    ],
  },
  diagnose: {
    call: (options) => api.diagnose(URL_OF_NOTHING, options),
    valid: { folder: 'none' },
    invalid: [
      [{ folders: 'none' }, 'folders'],
      [{ folder: undefined }, 'folder'],
    ],
  },
  dumpClientData: {
    call: (options) => api.dumpClientData(options),
    valid: { url: URL_OF_NOTHING, migrations: 'none', out: 'none.sql', anonymize: false },
    invalid: [
      [{ url: undefined }, 'url'],
      [{ out: '' }, 'out'],
      [{ anonymize: true }, 'anonymize'],
      [{ clients: 'all' }, 'clients'],
      [{ sample: '5%' }, 'sample'],
    ],
  },
  dumpToFile: {
    call: (options) => api.dumpToFile(URL_OF_NOTHING, 'none.dump', options),
    valid: {},
    invalid: [
      [{ replaces: true }, 'replaces'],
      [{ pgBin: 15 }, 'pgBin'],
    ],
  },
  estimateWorld: {
    call: (options) => api.estimateWorld(WORLD, options),
    valid: { datasets: ['weather'], target: 'csv' },
    invalid: [
      [{ targets: 'csv' }, 'targets'],
      [{ target: 'xlsx' }, 'target'],
      [{ layouts: ['square'] }, 'layouts'],
      [{ target: 'meter-files', datasets: undefined, layouts: ['sqare'] }, 'layouts'],
      [{ datasets: ['steamy'] }, 'datasets'],
      [{ shard: { number: 2, of: 1 } }, 'shard'],
      [{ span: { from: 0, to: 0 } }, 'span'],
      [{ workers: 0 }, 'workers'],
    ],
  },
  exportMeterFiles: {
    // The folder is a file, which is found when the options are known to be valid.
    call: (options) => api.exportMeterFiles(WORLD, import.meta.filename, options),
    valid: { layouts: ['square'] },
    invalid: [
      [{ layout: ['square'] }, 'layout'],
      [{ layouts: ['sqare'] }, 'layouts'],
      [{ datasets: ['steamy'] }, 'datasets'],
      [{ shard: { number: 2, of: 1 } }, 'shard'],
      [{ span: { from: 0, to: 0 } }, 'span'],
    ],
  },
  exportWorld: {
    // The folder is a file, which is found when the options are known to be valid.
    call: (options) => api.exportWorld(WORLD, import.meta.filename, options),
    valid: { format: 'csv' },
    invalid: [
      [{ folder: 'x' }, 'folder'],
      [{ format: 'xlsx' }, 'format'],
      [{ datasets: ['steamy'] }, 'datasets'],
      [{ shard: { number: 2, of: 1 } }, 'shard'],
      [{ span: { from: 0, to: 0 } }, 'span'],
      [{ workers: 0 }, 'workers'],
    ],
  },
  findMigrations: {
    call: (options) => api.findMigrations('none', options),
    valid: {},
    invalid: [[{ allowEmtpy: true }, 'allowEmtpy']],
  },
  forceVersion: {
    call: (options) => api.forceVersion(URL_OF_NOTHING, 1n, options),
    valid: {},
    invalid: LOCK,
  },
  formatDiff: {
    call: (options) => api.formatDiff(api.diff(SNAPSHOT, SNAPSHOT), options),
    valid: {},
    invalid: [
      [{ placesOf: () => '' }, 'placesOf'],
      [{ placeOf: 'here' }, 'placeOf'],
    ],
  },
  lintMigrations: {
    call: (options) => api.lintMigrations(options),
    valid: { migrations: 'none' },
    invalid: [
      [{ migration: 'none' }, 'migration'],
      [{ migrations: 1 }, 'migrations'],
      [{ preset: 'stict' }, 'preset'],
      [{ only: ['drop-tabel'] }, 'only'],
      [{ only: 'drop-table' }, 'only'],
      [{ rules: { 'drop-tabel': {} } }, 'rules'],
      [{ rules: { 'drop-table': { severity: 'loud' } } }, 'rules.drop-table.severity'],
      [{ from: 3 }, 'from'],
    ],
  },
  migrateDown: {
    call: (options) => api.migrateDown(URL_OF_NOTHING, options),
    valid: { folder: 'none' },
    invalid: [...MIGRATE, [{ limit: 1.5 }, 'limit']],
  },
  migrateTo: {
    call: (options) => api.migrateTo(URL_OF_NOTHING, 1n, options),
    valid: { folder: 'none' },
    invalid: [...MIGRATE, [{ limit: 1 }, 'limit']],
  },
  migrateUp: {
    call: (options) => api.migrateUp(URL_OF_NOTHING, options),
    valid: { folder: 'none' },
    invalid: [...MIGRATE, [{ limit: -1 }, 'limit'], [{ signal: true }, 'signal']],
  },
  planClientData: {
    call: (options) => api.planClientData(options),
    valid: { url: URL_OF_NOTHING, migrations: 'none', anonymize: { key: 'a key of 32 characters or more..' } },
    invalid: [
      [{ migrations: undefined }, 'migrations'],
      [{ anonymize: false }, 'anonymize'],
      [{ since: '2024-01-01' }, 'since'],
    ],
  },
  previewUp: {
    call: (options) => api.previewUp(URL_OF_NOTHING, options),
    valid: { folder: 'none' },
    invalid: [...MIGRATE, [{ limit: -1 }, 'limit']],
  },
  migrationStatus: {
    call: (options) => api.migrationStatus(URL_OF_NOTHING, options),
    valid: { folder: 'none' },
    invalid: [[{ folder: 3 }, 'folder']],
  },
  restoreFromFile: {
    call: (options) => api.restoreFromFile(URL_OF_NOTHING, 'none.dump', options),
    valid: {},
    invalid: [
      [{ owner: true }, 'owner'],
      [{ owners: 'yes' }, 'owners'],
    ],
  },
  saveSnapshot: {
    call: (options) => api.saveSnapshot(URL_OF_NOTHING, 'before', options),
    valid: {},
    invalid: [
      [{ replaced: true }, 'replaced'],
      [{ replace: 1 }, 'replace'],
    ],
  },
  mergeShards: {
    call: (options) => api.mergeShards([], options),
    valid: { migrations: 'none' },
    invalid: [
      [{ migrations: undefined }, 'migrations'],
      [{ populated: 'no' }, 'populated'],
    ],
  },
  seed: {
    call: (options) => api.seed(WORLD, URL_OF_NOTHING, options),
    valid: {},
    invalid: [
      [{ dataset: ['weather'] }, 'dataset'],
      [{ datasets: ['steamy'] }, 'datasets'],
      [{ span: { from: 0, to: 0 } }, 'span'],
      [{ span: { from: 0 } }, 'span.to'],
      [{ shard: { number: 3, of: 2 } }, 'shard'],
      [{ workers: 0 }, 'workers'],
      [{ mode: 'slow' }, 'mode'],
      [{ ifThere: 'perhaps' }, 'ifThere'],
    ],
  },
  seedGeneric: {
    call: (options) => api.seedGeneric(URL_OF_NOTHING, options),
    valid: { rows: 1 },
    invalid: [
      [{ row: 1 }, 'row'],
      [{ rows: -5 }, 'rows'],
      [{ rows: '5' }, 'rows'],
      [{ ignoreTables: 'a' }, 'ignoreTables'],
    ],
  },
  seeded: {
    call: (options) => api.seeded(options),
    valid: {},
    invalid: [
      [{ site: 1 }, 'site'],
      [{ profile: 'huge' }, 'profile'],
      [{ to: 'monday' }, 'to'],
    ],
  },
  sharedDatabaseTest: {
    call: (options) => sharedDatabaseTest(options),
    valid: { scope: 'file' },
    invalid: [
      [{ scope: 'suite' }, 'scope'],
      [{ keep: 'never' }, 'keep'],
    ],
  },
  start: {
    call: (options) => api.start(options),
    valid: { migrations: 'none', database: 'app' },
    invalid: [...SERVER, [{ database: 'x'.repeat(64) }, 'database'], [{ reuseContainers: true }, 'reuseContainers']],
  },
  startServer: {
    call: (options) => api.startServer(options),
    valid: {},
    invalid: [...SERVER, [{ image: 'x' }, 'image']],
    needsServer: true,
  },
  startTestServer: {
    call: (options) => api.startTestServer(options),
    valid: { migrations: 'none' },
    invalid: [
      [{ limit: 1 }, 'limit'],
      [{ reuseContainer: 'yes' }, 'reuseContainer'],
    ],
  },
  testDatabase: {
    call: (options) => api.testDatabase(options),
    valid: { migrations: 'none' },
    invalid: [
      [{ isolaton: 'database' }, 'isolaton'],
      [{ limit: 0 }, 'limit'],
    ],
  },
  verifyMigrations: {
    call: (options) => api.verifyMigrations(options),
    valid: { migrations: 'none' },
    invalid: [
      ...SERVER,
      [{ migrations: undefined }, 'migrations'],
      [{ populated: 'no' }, 'populated'],
      [{ only: 3n }, 'only'],
      [{ from: 3 }, 'from'],
      [{ cached: false }, 'cached'],
      [{ workers: 0 }, 'workers'],
      [{ shard: { number: 3, of: 2 } }, 'shard'],
    ],
  },
};

/** The functions of the entry points that take no options. */
const WITHOUT_OPTIONS = [
  'closeTestDatabases',
  'defineConfig', // The configuration is checked when it is loaded.
  'defineRules', // The rules are checked when a plan reads them.
  'diff',
  'listSnapshots',
  'parseServerChoice',
  'removeSnapshot',
  'renderSqlError',
  'restoreSnapshot',
];

test('every public function is in the table, or takes no options', () => {
  const functions = Object.entries(api).flatMap(([name, value]) =>
    typeof value === 'function' && !(value.prototype instanceof Error) ? [name] : [],
  );
  const listed = [...Object.keys(FUNCTIONS), ...WITHOUT_OPTIONS].filter((name) => !name.endsWith('DatabaseTest'));
  expect(listed.toSorted()).toEqual(functions.toSorted());
});

async function errorOf({ call }: Row, options: unknown): Promise<unknown> {
  try {
    return await Reflect.apply(call, undefined, [options]);
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries(FUNCTIONS))('%s', (_, row) => {
  test.each(row.invalid)('refuses %o', async (change, option) => {
    const error = await errorOf(row, { ...row.valid, ...change });
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', option, hint: expect.stringMatching(/\.|\?/) });
  });

  test('refuses options that are not an object, and accepts valid ones', async () => {
    expect(await errorOf(row, 'no options')).toMatchObject({ code: 'INVALID_OPTION', option: '' });
    const error = row.needsServer === true ? undefined : await errorOf(row, row.valid);
    expect(error).not.toEqual(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

test.each([
  ['an unknown option', { migrations: 'none', chagedSince: 'main' }, 'chagedSince"; did you mean "changedSince"?'],
  ['a nested one', { migrations: 'none', server: { kind: 'existing', ulr: 'x' } }, 'server.ulr"; did you mean "url"?'],
  ['nothing alike', { migrations: 'none', nonsense: 1 }, 'unknown option "nonsense"'],
])('the message for %s suggests the name that was meant', async (_, options, message) => {
  const error = await Reflect.apply(api.verifyMigrations, undefined, [options]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringContaining(message) });
});

const refused = (option: string): unknown => expect.objectContaining({ code: 'INVALID_OPTION', option });

test('arguments besides the options are refused with the same code', async () => {
  expect(() => Reflect.apply(api.defineTemplate, undefined, ['sites'])).toThrow(refused('build'));
  expect(() => api.defineTemplate('a/b', () => Promise.resolve())).toThrow(refused('name'));
  expect(() => api.parseServerChoice('mysql://u:secret@h/d')).toThrow(refused('server'));
  await expect(api.forceVersion(URL_OF_NOTHING, -1n)).rejects.toEqual(refused('version'));
  await expect(api.saveSnapshot(URL_OF_NOTHING, 'a b')).rejects.toEqual(refused('name'));
});
