import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { exportWorld, type ExportOptions } from '../../../src/energy/seed/export-world.ts';
import { TABLE_COLUMNS } from '../../../src/energy/tables/table-columns.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { ownIdentity } from '../../../src/support/process-identity.ts';
import { importPackage } from '../../../src/seeding/export/import-package.ts';
import type { FileColumn } from '../../../src/seeding/export/file-column.ts';
import { outputText } from '../../../src/seeding/export/output-text.ts';
import type { CellValue } from '../../../src/seeding/load/batch.ts';
import { contentsOf, csvRows, filesBelow, testFolder } from './exported.ts';
import { days, SMALL_DATASETS } from './small-world.ts';

const WORLD = createWorld({ seed: 5, clients: 2, sites: 5, noise: 'none' });
const OPTIONS: ExportOptions = {
  span: days('2023-12-31', '2024-01-02'),
  datasets: ['electricity', 'weather', 'solar_locations', 'baselines'],
  format: 'csv',
  workers: 1,
};

function resolves(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Only what differs from run to run is left out of the list. */
function rowsBelow(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(contentsOf(folder)).filter(([file]) => !/^\.?export/.test(file)));
}

test('files are by table, dataset, site and year, and the list of them is written last', async () => {
  using folder = testFolder();
  const report = await exportWorld(WORLD, folder.path, OPTIONS);
  const files = filesBelow(folder.path);
  const [site] = [WORLD.site(0).id];
  expect(files).toContain(`client_meters.electricity_meters/dataset=electricity/site=${site}/year=2023/rows.csv`);
  expect(files).toContain(`client_meters.electricity_meters/dataset=electricity/site=${site}/year=2024/rows.csv`);
  expect(files).toContain('client_info.site_info/dataset=sites/rows.csv');
  expect(files.filter((file) => file.includes('building'))).toEqual([]);
  const list: unknown = JSON.parse(readFileSync(join(folder.path, 'export.json'), 'utf8'));
  expect(list).toMatchObject({
    world: WORLD.options,
    format: 'csv',
    shard: { number: 1, of: 1 },
    tables: report.tables,
  });
  expect(report.tables.reduce((sum, table) => sum + table.files, 0)).toBe(files.length - 1);
});

/** The rows of each file, with its titles once; the files of shards together. */
function linesOf(files: Record<string, string>): Record<string, string[]> {
  const lines: Record<string, string[]> = {};
  for (const [file, text] of Object.entries(files)) {
    const whole = file.replace(/rows-\d-of-2/, 'rows');
    const [titles = '', ...rows] = text.trimEnd().split('\n');
    lines[whole] = [...(lines[whole] ?? [titles]), ...rows].toSorted();
  }
  return lines;
}

test('threads write the same files, and shards in one folder hold what one export does, each row once', async () => {
  using alone = testFolder();
  using threads = testFolder();
  using shards = testFolder();
  await exportWorld(WORLD, alone.path, OPTIONS);
  await exportWorld(WORLD, threads.path, { ...OPTIONS, workers: 2 });
  expect(contentsOf(threads.path)).toEqual(contentsOf(alone.path));
  const shard = (number: number) => exportWorld(WORLD, shards.path, { ...OPTIONS, shard: { number, of: 2 } });
  await Promise.all([shard(1), shard(2)]);
  expect(linesOf(rowsBelow(shards.path))).toEqual(linesOf(rowsBelow(alone.path)));
  // A shard that is made again, such as by a scheduler, ends at once.
  const before = contentsOf(shards.path);
  expect(await shard(2)).toMatchObject({ alreadyThere: true, shard: { number: 2, of: 2 } });
  expect(contentsOf(shards.path)).toEqual(before);
  await expect(
    exportWorld(createWorld({ ...WORLD.options, seed: 99 }), shards.path, { ...OPTIONS, shard: { number: 2, of: 2 } }),
  ).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' });
});

test('a folder with anything else is refused, and what a process left that has ended is removed', async () => {
  using folder = testFolder();
  const path = join(folder.path, 'out');
  mkdirSync(path);
  writeFileSync(join(path, 'notes.txt'), 'mine');
  const refused = { code: 'FOLDER_NOT_EMPTY', hint: expect.stringContaining('new folder') as unknown };
  await expect(exportWorld(WORLD, path, OPTIONS)).rejects.toMatchObject(refused);
  await expect(exportWorld(WORLD, path, { ...OPTIONS, shard: { number: 1, of: 2 } })).rejects.toMatchObject(refused);
  await expect(exportWorld(WORLD, join(path, 'notes.txt'), OPTIONS)).rejects.toMatchObject({ code: 'NOT_A_FOLDER' });
  expect(filesBelow(path)).toEqual(['notes.txt']);

  const left = join(folder.path, 'left');
  const building = `.files.building-${process.pid}-00000000`;
  mkdirSync(join(left, building), { recursive: true });
  await expect(exportWorld(WORLD, left, OPTIONS)).rejects.toMatchObject(refused);
  const { place } = ownIdentity();
  writeFileSync(join(left, building, 'owner.json'), JSON.stringify({ pid: process.pid, startedAt: 'before', place }));
  await exportWorld(WORLD, left, { ...OPTIONS, datasets: ['weather'] });
  expect(filesBelow(left).filter((file) => file.includes('building'))).toEqual([]);
});

test('of two exports into one folder at the same moment one is made, whole, and stays', async () => {
  using folder = testFolder();
  const path = join(folder.path, 'out');
  const other = createWorld({ ...WORLD.options, seed: 99 });
  const results = await Promise.allSettled([
    exportWorld(WORLD, path, OPTIONS),
    exportWorld(other, path, OPTIONS),
    exportWorld(other, path, { ...OPTIONS, shard: { number: 1, of: 2 } }),
  ]);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(refused).toMatchObject([{ code: 'FOLDER_NOT_EMPTY' }, { code: 'FOLDER_NOT_EMPTY' }]);
  using alone = testFolder();
  await exportWorld(WORLD, alone.path, OPTIONS);
  expect(contentsOf(path)).toEqual(contentsOf(alone.path));
  expect(await exportWorld(WORLD, path, OPTIONS)).toMatchObject({ alreadyThere: true });
});

test('what is left of an export whose process was ended while it put the files in place is removed', async () => {
  using folder = testFolder();
  using alone = testFolder();
  await exportWorld(WORLD, alone.path, OPTIONS);
  await exportWorld(WORLD, folder.path, OPTIONS);
  // As if the process had ended before it wrote the list.
  rmSync(join(folder.path, 'export.json'));
  const owner = { ...ownIdentity(), startedAt: 'before' };
  const claim = JSON.stringify({ description: 'any', placed: readdirSync(folder.path), owner });
  writeFileSync(join(folder.path, '.export.json'), claim);
  // What somebody has put there since stays, and is said to be there.
  writeFileSync(join(folder.path, 'notes.txt'), 'mine');
  await expect(exportWorld(WORLD, folder.path, OPTIONS)).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' });
  expect(filesBelow(folder.path).toSorted()).toEqual(['.export.json', 'notes.txt']);
  rmSync(join(folder.path, 'notes.txt'));
  await exportWorld(WORLD, folder.path, OPTIONS);
  expect(contentsOf(folder.path)).toEqual(contentsOf(alone.path));
});

test('a folder that cannot be made is an error', async () => {
  using folder = testFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  await expect(exportWorld(WORLD, join(file, 'out'), OPTIONS)).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE' });
});

test('a value that has no place in a file is an error that names it, and leaves nothing', async () => {
  using folder = testFolder();
  const path = join(folder.path, 'out');
  const own = SMALL_DATASETS.map((dataset) =>
    dataset.name === 'people'
      ? {
          ...dataset,
          *batches() {
            yield {
              table: ['public', 'people'],
              rows: 1,
              types: { person: 'uuid' },
              columns: { person: { kind: 'values', values: [[1]] } },
            } as const;
          },
        }
      : dataset,
  );
  await expect(
    exportWorld(WORLD, path, { ...OPTIONS, own, datasets: ['people'], format: 'csv' }),
  ).rejects.toMatchObject({
    code: 'VALUE_DOES_NOT_FIT',
    message: expect.stringContaining('public.people, column person, row 1') as unknown,
  });
  expect(filesBelow(folder.path)).toEqual([]);
});

describe('with the package of the format', () => {
  test.for([
    ['parquet', 'hyparquet-writer'],
    ['arrow', 'apache-arrow'],
  ] as const)('%s has the values of CSV', async ([format, writer], { skip }) => {
    skip(!resolves(writer), `the package ${writer} is not installed`);
    using csv = testFolder();
    using other = testFolder();
    const options: ExportOptions = { ...OPTIONS, datasets: ['heating', 'solar', 'tariffs', 'interventions'] };
    await exportWorld(WORLD, csv.path, options);
    await exportWorld(WORLD, other.path, { ...options, format });
    const files = filesBelow(csv.path).filter((file) => file.endsWith('.csv'));
    expect(filesBelow(other.path).filter((file) => file.endsWith(format))).toEqual(
      files.map((file) => file.replace(/csv$/, format)),
    );
    for (const file of files) {
      const [header = [], ...rows] = csvRows(readFileSync(join(csv.path, file), 'utf8'));
      const columns = TABLE_COLUMNS.get(file.split('/')[0] ?? '') ?? [];
      expect(columns.map(({ name }) => name)).toEqual(header);
      const bytes = readFileSync(join(other.path, file.replace(/csv$/, format)));
      const found = await (format === 'parquet' ? parquetRows : arrowRows)(bytes);
      expect({ file, rows: found.map((row) => columns.map((column) => textOf(column, row[column.name]))) }).toEqual({
        file,
        rows,
      });
    }
  });
});

type Rows = Record<string, unknown>[];

async function parquetRows(bytes: Buffer): Promise<Rows> {
  const { parquetReadObjects } = await importPackage<{
    parquetReadObjects: (options: { file: ArrayBufferLike }) => Promise<Rows>;
  }>('hyparquet', 'the test');
  return parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
}

async function arrowRows(bytes: Buffer): Promise<Rows> {
  const { tableFromIPC } = await importPackage<{
    tableFromIPC: (bytes: Uint8Array) => { toArray(): Iterable<[string, unknown]>[] };
  }>('apache-arrow', 'the test');
  return tableFromIPC(bytes)
    .toArray()
    .map((row) => Object.fromEntries(row));
}

/** What a reader gives of a value, as CSV has it. */
function textOf({ type }: FileColumn, value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (type.kind === 'numeric') {
    // Arrow gives the digits, Parquet the number.
    const digits = /-?\d+/.exec(JSON.stringify(value))?.[0];
    return outputText(type, typeof value === 'number' ? value : Number(digits) / 10 ** type.scale);
  }
  const plain: CellValue =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'bigint'
        ? Number(value)
        : JSON.parse(JSON.stringify(value));
  return typeof plain === 'string' && type.kind !== 'timestamptz' ? plain : outputText(type, plain ?? '');
}
