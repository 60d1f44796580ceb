import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { meterSeries, clientMeters, registerSeries } from '../../../src/energy/meter-files/client-meter.ts';
import { exportMeterFiles, type MeterFilesReport } from '../../../src/energy/meter-files/export-meter-files.ts';
import { LAYOUT_NAMES, type LayoutName } from '../../../src/energy/meter-files/layout-names.ts';
import type { MeterFileOptions } from '../../../src/energy/meter-files/meter-file-options.ts';
import { plannedMeters } from '../../../src/energy/meter-files/plan-meter-files.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { withoutNoise } from '../../../src/energy/world/without-noise.ts';
import type { World } from '../../../src/energy/world/world.ts';
import { contentsOf, filesBelow, testFolder } from '../seed/exported.ts';
import { days } from '../seed/small-world.ts';
import { readMeterFile, type Use } from './read-meter-file.ts';

/** From before the clocks go forward until after they go back, with a month that is not whole. */
const SPAN = days('2024-02-20', '2024-11-03');
const WHOLE = { shard: { number: 1, of: 1 }, datasets: ['electricity', 'gas'] } as const;

function worldOf(noise: 'none' | 'realistic', sites = 5): World {
  return createWorld({ seed: 42, clients: 2, sites, noise });
}

/** The readings of a meter, or what its register counts, and how much it used from one instant to another. */
function truthOf(world: World, datasetId: string, seriesOf = meterSeries) {
  const meter = [...clientMeters(world, WHOLE.shard, WHOLE.datasets)].find((each) => each.datasetId === datasetId);
  if (meter === undefined) {
    throw new Error(`no meter has the dataset ${datasetId}`);
  }
  const { starts, ends, kwh } = seriesOf(world, meter, SPAN);
  const sums = [0];
  kwh.forEach((value, i) => sums.push((sums[i] ?? 0) + value));
  const before = (instant: number): number => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = (starts[middle] ?? 0) < instant ? [middle + 1, high] : [low, middle];
    }
    return sums[low] ?? 0;
  };
  return { meter, starts, ends, between: ({ from, to }: Use): number => before(to) - before(from) };
}

const EACH_READING: ReadonlySet<LayoutName> = new Set(['intervals', 'half-hourly-list', 'square']);

describe.for(['none', 'realistic'] as const)('of a world with noise %s', (noise) => {
  test.for(LAYOUT_NAMES)('a file in the layout %s gives the readings within its rounding', async (layout) => {
    using folder = testFolder();
    const world = worldOf(noise, 3);
    const { files } = await exportMeterFiles(world, folder.path, { span: SPAN, layouts: [layout] });
    expect(files.length).toBeGreaterThan(0);
    for (const { path, datasetId, rounding, readings } of files) {
      const uses = await readMeterFile(layout, readFileSync(join(folder.path, path)));
      // A register counts also what no reading says.
      const seriesOf = layout === 'register-readings' ? registerSeries : meterSeries;
      const { meter, starts, ends, between } = truthOf(world, datasetId, seriesOf);
      const wrong = uses.filter((use) => !(Math.abs(use.kwh - between(use)) <= rounding + 1e-6));
      expect({ path, wrong }).toEqual({ path, wrong: [] });
      // All readings, or uses without a gap between them from the first to the last.
      const whole = layout === 'register-readings' ? SPAN : { from: Date.UTC(2024, 2), to: Date.UTC(2024, 10) };
      const { from, to } = meter.isMonthly ? { from: starts[0] ?? 0, to: ends.at(-1) ?? 0 } : whole;
      const expected = EACH_READING.has(layout)
        ? Array.from(starts, (start, i) => [start, ends[i]])
        : uses.map((use, i) => [uses[i - 1]?.to ?? from, i === uses.length - 1 ? to : use.to]);
      expect({ path, uses: uses.map((use) => [use.from, use.to]) }).toEqual({ path, uses: expected });
      expect(readings).toBeGreaterThanOrEqual(uses.length);
    }
  });
});

/** The text of the first file in a layout whose lines have something. */
async function textWith(layout: LayoutName, pattern: RegExp, sites = 12): Promise<string> {
  using folder = testFolder();
  const { files } = await exportMeterFiles(worldOf('none', sites), folder.path, { span: SPAN, layouts: [layout] });
  const texts = files.map(({ path }) => readFileSync(join(folder.path, path), 'utf8'));
  return texts.find((text) => pattern.test(text)) ?? '';
}

test('files are in local time: the days on which clocks change have 46 and 50 half-hours', async () => {
  const text = await textWith('intervals', /\n/, 1);
  const starts = text.split('\n').map((line) => line.split(',')[0] ?? '');
  expect(starts.filter((start) => start.startsWith('2024-03-31'))).toHaveLength(46);
  expect(starts.filter((start) => start.startsWith('2024-10-27'))).toHaveLength(50);
  expect(starts).toContain('2024-03-31 02:00:00+01:00');
  expect(starts.filter((start) => start.startsWith('2024-10-27 01:00:00'))).toEqual([
    '2024-10-27 01:00:00+01:00',
    '2024-10-27 01:00:00+00:00',
  ]);
});

test('registers are read at local midnight, some readings are estimated, and large numbers have commas', async () => {
  const text = await textWith('register-readings', /T00:00:00/);
  expect(text).toMatch(/^Date,Read,Read Type,Consumption \(m\^3\)\r\n/);
  expect(text).toMatch(/\n2024-07-01T00:00:00\+01:00,"\d\d?,\d{3}",/);
  expect(text.match(/,Estimated,\r/g)?.length).toBeGreaterThan(3);
  expect(await textWith('half-hourly-list', /m³/)).toMatch(
    /^(?:Consumption \(m³\), Start, End|dateTime,Consumption \(m³\))\n/,
  );
  expect(await textWith('months-across', /"/)).toMatch(/^Site,Mar-24,.*\r\n.*"\d+,\d{3}"/);
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

test('a register goes on where readings are missing or wrong, and shows it at the next reading', async () => {
  using folder = testFolder();
  const world = worldOf('realistic', 12);
  const { files } = await exportMeterFiles(world, folder.path, { span: SPAN, layouts: ['register-readings'] });
  let [silent, faulty] = [0, 0];
  for (const { path, datasetId, rounding } of files) {
    const { meter } = truthOf(world, datasetId);
    const [said, counted] = [meterSeries(world, meter, SPAN), registerSeries(world, meter, SPAN)];
    const burnt = meterSeries(withoutNoise(world), meter, SPAN);
    expect(counted.starts).toEqual(burnt.starts);
    // A new meter counts up to 4 % more or less.
    expect(Math.abs(sum(counted.kwh) / sum(burnt.kwh) - 1)).toBeLessThan(0.04);
    faulty += sum(said.kwh) === sum(counted.kwh) ? 0 : 1;
    const text = readFileSync(join(folder.path, path), 'utf8');
    const uses = await readMeterFile('register-readings', Buffer.from(text));
    const inAll = uses.reduce((total, { kwh }) => total + kwh, 0);
    expect(Math.abs(inAll - sum(counted.kwh))).toBeLessThan(rounding * 2);
    // Of a half-hour that did not arrive, no reading did either.
    const arrived = new Set(said.ends);
    const lines = [...text.matchAll(/^(\d{4}-[^,]+),(?:"[^"]+"|[^,]+),(\w+),/gm)].slice(1, -1);
    const missing = lines.filter(([, at = '']) => !meter.isMonthly && !arrived.has(Date.parse(at)));
    silent += missing.length;
    expect(missing.filter(([, , kind]) => kind !== 'Estimated')).toEqual([]);
  }
  expect(silent).toBeGreaterThan(3);
  expect(faulty).toBeGreaterThan(3);
});

test('the default world has all eight layouts, and each client several', async () => {
  const world = createWorld({ seed: 42, clients: 3, sites: 20, noise: 'none' });
  const plan = await plannedMeters(world, {});
  expect([...plan.layoutCounts.keys()].toSorted()).toEqual([...LAYOUT_NAMES].toSorted());
  expect(plan.leftOut).toEqual([]);
  for (const client of [0, 1, 2]) {
    const { id } = world.client(client);
    const own = [...plan.meters()].filter(({ meter }) => meter.site.clientId === id);
    expect(new Set(own.map(({ layout }) => layout)).size).toBeGreaterThan(3);
  }
});

/** What an export wrote besides its list. */
function filesOnly(folder: string): [file: string, content: string][] {
  return Object.entries(contentsOf(folder)).filter(([file]) => !file.includes('export'));
}

test('the same files are written again byte for byte, by shards too, and a folder that has them is left as it is', async () => {
  using once = testFolder();
  using again = testFolder();
  using shards = testFolder();
  const world = worldOf('none', 12);
  const options = { span: days('2024-03-01', '2024-04-02') };
  const report = await exportMeterFiles(world, once.path, options);
  await exportMeterFiles(world, again.path, options);
  expect(contentsOf(again.path)).toEqual(contentsOf(once.path));
  const there = await exportMeterFiles(world, once.path, options);
  expect({ ...there, seconds: 0 }).toEqual({ ...report, seconds: 0, alreadyThere: true });
  for (const number of [1, 2]) {
    await exportMeterFiles(world, shards.path, { ...options, shard: { number, of: 2 } });
  }
  expect(filesOnly(shards.path)).toEqual(filesOnly(once.path));
  await expect(exportMeterFiles(world, once.path, { ...options, layouts: ['square'] })).rejects.toMatchObject({
    code: 'FOLDER_NOT_EMPTY',
  });
});

test('a workbook does not tell when it was written', async () => {
  using folder = testFolder();
  const { files } = await exportMeterFiles(worldOf('none'), folder.path, { span: SPAN, layouts: ['workbook'] });
  const content = readFileSync(join(folder.path, files[0]?.path ?? ''));
  // Time and date of the first file in the archive, as MS-DOS has them: midnight of 1 January 1980.
  expect([content.readUInt16LE(10), content.readUInt16LE(12)]).toEqual([0, 0x21]);
});

test('the list names every file with what it holds', async () => {
  using folder = testFolder();
  const report = await exportMeterFiles(worldOf('none'), folder.path, { span: days('2024-03-01', '2024-04-02') });
  const list: MeterFilesReport = JSON.parse(readFileSync(join(folder.path, 'export.json'), 'utf8'));
  expect(list).toMatchObject({ format: 'meter-files', layouts: 'all', files: report.files, leftOut: report.leftOut });
  expect(list.files.map(({ path }) => path).toSorted()).toEqual(
    filesBelow(folder.path).filter((file) => !file.startsWith('export')),
  );
  for (const { path, bytes } of list.files) {
    expect(readFileSync(join(folder.path, path))).toHaveLength(bytes);
  }
});

test('an export that fails leaves nothing', async () => {
  using folder = testFolder();
  const world = worldOf('none', 3);
  let reads = 0;
  const broken: World = {
    ...world,
    site(index) {
      reads += 1;
      if (reads > 8) {
        throw new Error('no more sites');
      }
      return world.site(index);
    },
  };
  const path = join(folder.path, 'out');
  await expect(exportMeterFiles(broken, path, { span: days('2024-03-01', '2024-03-03') })).rejects.toThrow(
    'no more sites',
  );
  expect(filesBelow(folder.path)).toEqual([]);
});

describe('what cannot be meant', () => {
  const world = worldOf('none');

  test.for<[MeterFileOptions, string, string, string]>([
    [{ layouts: ['sqare'] }, 'INVALID_OPTION', 'unknown layout "sqare"', 'Did you mean square?'],
    [{ layouts: [] }, 'INVALID_OPTION', 'no layout is named', 'Choose from'],
    [{ datasets: ['weather'] }, 'NO_METERS', 'datasets without meters: weather', 'electricity or gas'],
    [
      { datasets: ['gas', 'weather', 'solar'] },
      'NO_METERS',
      'datasets without meters: weather, solar',
      'or no dataset',
    ],
    [{ datasets: [] }, 'NO_METERS', 'no dataset is named', 'electricity or gas'],
    [
      { datasets: ['electricity'], layouts: ['workbook'] },
      'NO_METERS',
      'no meter can be written: no chosen layout has half-hourly electricity',
      'other layouts',
    ],
    [
      { layouts: ['months-across'], span: days('2024-03-02', '2024-03-05') },
      'NO_METERS',
      'no meter can be written: the span has no calendar month that they need',
      'a longer span',
    ],
    [
      { layouts: ['months-across'], span: days('1999-03-01', '1999-04-01') },
      'NO_METERS',
      'no meter can be written: no chosen layout can tell the years of the span',
      'other layouts',
    ],
  ])('%j is an error, and no folder is made', async ([options, code, message, hint]) => {
    using folder = testFolder();
    await expect(exportMeterFiles(world, join(folder.path, 'out'), options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as unknown,
      hint: expect.stringContaining(hint) as unknown,
    });
    expect(filesBelow(folder.path)).toEqual([]);
  });

  test('meters that no chosen layout takes are counted by reason', async () => {
    const { leftOut, layoutCounts } = await plannedMeters(worldOf('none', 12), { layouts: ['square'] });
    expect([...layoutCounts.keys()]).toEqual(['square']);
    expect(leftOut).toContainEqual({
      reason: 'no chosen layout has monthly gas',
      meters: expect.any(Number) as unknown,
    });
  });
});

test('each of several meters of a site has its own file, with its own readings', async () => {
  using folder = testFolder();
  const world = worldOf('none', 120);
  const several = Array.from({ length: 120 }, (_, index) => world.site(index)).find(
    ({ meters }) => meters.electricity === 2,
  );
  expect(several).toBeDefined();
  const { files } = await exportMeterFiles(world, folder.path, {
    span: days('2024-03-01', '2024-03-02'),
    layouts: ['intervals'],
    datasets: ['electricity'],
  });
  const own = files.filter(({ siteId }) => siteId === several?.id);
  expect(own.map(({ path }) => path.split('_electricity')[1])).toEqual(['.csv', '_2.csv']);
  const [one, two] = own.map(({ path }) => readFileSync(join(folder.path, path), 'utf8'));
  expect(one).not.toBe(two);
  expect(new Set(files.map(({ datasetId }) => datasetId)).size).toBe(files.length);
});
