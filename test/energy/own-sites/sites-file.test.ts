import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { array, assert, constantFrom, property, string } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sum } from '../../../src/energy/checks/statistics.ts';
import { electricHeat } from '../../../src/energy/models/demand/electric-heat.ts';
import {
  meteredElectricity,
  metersLoad,
  synthesisedElectricity,
} from '../../../src/energy/models/demand/metered-electricity.ts';
import { meteredFuel } from '../../../src/energy/models/demand/metered-fuel.ts';
import { heating } from '../../../src/energy/models/demand/heat.ts';
import { peakHeatLoad } from '../../../src/energy/models/demand/heat-demand.ts';
import { chosenWorldFiles } from '../../../src/energy/own-sites/chosen-files.ts';
import { csvRows } from '../../../src/energy/own-sites/read-csv.ts';
import type { World } from '../../../src/energy/world/world.ts';

const HEADER = 'name,kind,floor_area,postcode,electricity_kwh,gas_kwh';
const OPTIONS = { seed: 3, clients: 2, sites: 20, noise: 'none' } as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elementaldb-sites-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const file = join(folder, 'sites.csv');
  await writeFile(file, text);
  return file;
}

async function worldOf(rows: string): Promise<World> {
  return chosenWorldFiles(OPTIONS, { sitesFile: await fileOf(`${HEADER}\n${rows}`) });
}

describe('the sites of a file', () => {
  test('have what it says, and the rest as their kind has it', async () => {
    const world = await worldOf(
      'Town Hall,office,2400,cf103at,185000,310000\r\n"St. Mary\'s, Upper",School,3800,LS1  4DL,140000,\r\n',
    );
    expect(world.options.sites).toBe(2);
    expect(world.site(0)).toMatchObject({
      id: 'town_hall',
      name: 'Town Hall',
      archetype: 'office',
      floorArea: 2400,
      address: 'Town Hall, Cardiff, CF10 3AT',
      place: { name: 'Cardiff' },
      heating: { kind: 'gas_boiler' },
    });
    expect(world.site(1)).toMatchObject({
      id: 'st_mary_s_upper',
      address: "St. Mary's Upper, Leeds, LS1 4DL",
      heating: { kind: 'heat_pump' },
      clientId: world.client(1).id,
    });
    expect(world.client(1).sites).toEqual([1]);
  });

  test.each([
    ['office,2400,CF10 3AT,185000,310000', 185_000, 310_000],
    ['house,90,IV2 3AA,2700,11500.5', 2700, 11_500.5],
    ['care_home,2000,TR1 1AA,40000,900000', 40_000, 900_000],
    ['flats,1500,EH3 9QQ,95000,0', 95_000, 0],
    ['hospital,30000,M1 1AA,3000,100', 3000, 100],
  ])('have meters that meet the annual sums in every year: %s', async (row, electricity, gas) => {
    const world = await worldOf(`Site,${row}`);
    const site = world.site(0);
    for (const year of [2019, 2023, 2024]) {
      const kwh = meteredElectricity(3, site, year);
      expect(Math.abs(sum(kwh) - electricity)).toBeLessThan(0.1);
      // What simulations take for the load has no heat pump.
      const made = metersLoad(site)
        ? electricity
        : electricity - sum(electricHeat(3, site, year) ?? new Float64Array());
      expect(Math.abs(sum(synthesisedElectricity(3, site, year)) - made)).toBeLessThan(1);
      expect(Math.abs(sum(meteredFuel(3, site, year)) - gas)).toBeLessThan(0.4);
      expect(Math.min(...kwh)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...heating(3, site, year))).toBeLessThanOrEqual(peakHeatLoad(3, site) / 2 + 0.01);
    }
  });
});

describe('what is wrong with a file is reported with line and column', () => {
  test.each([
    ['A,ofice,100,CF10 3AT,1000,0', ':2:3: unknown kind "ofice"; did you mean "office"?'],
    ['A,zoo,100,CF10 3AT,1000,0', ':2:3: unknown kind "zoo"; kinds are office, school'],
    ['A,office,100 m2,CF10 3AT,1000,0', ':2:10: invalid floor area "100 m2": write a number'],
    ['A,office,5,CF10 3AT,1000,0', ':2:10: invalid floor area "5": must be from 10 to 1000000'],
    ['A,office,100,BT1 1AA,1000,0', ':2:14: invalid postcode "BT1 1AA"'],
    ['A,office,100,CF10 3AT,-4,0', ':2:23: invalid annual electricity "-4": must be from 1'],
    ['A,office,100,CF10 3AT', ':2:22: invalid annual electricity ""'],
    ['A,office,100,CF10 3AT,185,000,7', ':2:31: the header has 6 columns'],
    ['A,office,100,CF10 3AT,1000,none', ':2:28: invalid annual gas "none"'],
    ['"A\nB",office,100,CF10 3AT,1000,0', ':2:1: invalid name: more than 100 characters, or a line break'],
    ['A,"office\n",100,CF10 3AT,1000,0\nB,office,x,CF10 3AT,1000,0', ':4:10: invalid floor area "x"'],
    ['A b,office,100,CF10 3AT,1,0\n\na-B,office,100,CF10 3AT,1,0', ':4:1: "a-B" has the id a_b, as the site of line 2'],
    [',office,100,CF10 3AT,1000,0', ':2:1: the name is missing'],
    ['!,office,100,CF10 3AT,1000,0', ':2:1: invalid name "!"'],
    ['', ':2:1: there is no site'],
  ])('%s', async (rows, message) => {
    await expect(worldOf(rows)).rejects.toMatchObject({
      code: 'BAD_SITES_FILE',
      message: expect.stringContaining(`sites.csv${message}`),
    });
  });

  test.each([
    ['name,kind,floor_area,postcode,electricity_kwh,gas', ':1:47: unknown column "gas"; columns are name, kind'],
    ['name,kind,floor_area,postcode,electricity_kwh,gas_kwh,gas_kwh', ':1:55: the column gas_kwh is there twice'],
    ['name,kind,floor_area,postcode,electricity_kwh,colour', ':1:47: unknown column "colour"; columns are name, kind'],
  ])('%s', async (header, message) => {
    const sitesFile = await fileOf(`${header}\nA,office,100,CF10 3AT,1000,0`);
    await expect(chosenWorldFiles(OPTIONS, { sitesFile })).rejects.toMatchObject({
      code: 'BAD_SITES_FILE',
      message: expect.stringContaining(`sites.csv${message}`),
    });
  });

  test.each([
    ['"x" y,office,100,CF10 3AT,1000,0', ':2:5: text after the closing quote'],
    ['A,office,100,CF10 3AT,1000,0\n"B,office,100,CF10 3AT,1000,0', ':3:1: the quote is not closed'],
  ])('%s', async (rows, message) => {
    await expect(worldOf(rows)).rejects.toMatchObject({ code: 'BAD_CSV', message: `${folder}/sites.csv${message}` });
  });

  test('a missing column, all problems at once, and a file that is not there', async () => {
    const sitesFile = await fileOf('name,kind\nA,office');
    await expect(chosenWorldFiles(OPTIONS, { sitesFile })).rejects.toMatchObject({
      message: expect.stringMatching(/:1:1: there is no column floor_area\n.*postcode\n.*electricity_kwh$/),
    });
    await expect(chosenWorldFiles(OPTIONS, { sitesFile: join(folder, 'none.csv') })).rejects.toMatchObject({
      code: 'NO_SUCH_FILE',
    });
  });
});

test('rows of CSV are read as they were written, whatever the cells hold', () => {
  const cell = string({ unit: constantFrom('a', '"', ',', '\n', '\r', ' ', '7') });
  assert(
    property(array(array(cell, { minLength: 1 }), { minLength: 1 }), constantFrom('\n', '\r\n'), (rows, end) => {
      const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join(end);
      expect(csvRows(text, 'sites.csv').map((row) => row.map((each) => each.text))).toEqual(
        rows.map((row) => row.map((each) => each.trim())),
      );
    }),
  );
});
