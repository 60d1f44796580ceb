import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { correlation, mean, sum } from '../../../src/energy/checks/statistics.ts';
import { HALF_HOUR, utcYear } from '../../../src/energy/models/calendar/utc-year.ts';
import { halfHourlyTemperature } from '../../../src/energy/models/demand/heat.ts';
import { meteredElectricity } from '../../../src/energy/models/demand/metered-electricity.ts';
import { weather } from '../../../src/energy/models/weather/weather.ts';
import { chosenWorldFiles } from '../../../src/energy/own-sites/chosen-files.ts';
import { meterProfile } from '../../../src/energy/own-sites/meter-profile.ts';
import type { MeterReading } from '../../../src/energy/own-sites/meter-file.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { Site } from '../../../src/energy/world/site.ts';

const OPTIONS = { seed: 5, clients: 1, sites: 3, noise: 'none', demo: true } as const;

/** A factory with a night shift and a holiday on Mondays, and with heaters: like no archetype. */
function factory(): MeterReading[] {
  const site = createWorld({ ...OPTIONS, seed: 900 }).site(0);
  const air = halfHourlyTemperature(weather(900, site.place, 2023));
  return Array.from(air, (temperature, i) => {
    const start = utcYear(2023).from + i * HALF_HOUR;
    const hour = (i % 48) / 2;
    const isOff = [0, 6].includes(new Date(start).getUTCDay());
    const wave = 1 + 0.3 * Math.sin(i * 1.7) * Math.cos(i * 0.013);
    return {
      start,
      temperature,
      kwh: ((hour < 5 ? 30 : 12) * (isOff ? 0.4 : 1) + Math.max(0, 15 - temperature)) * wave,
    };
  });
}

function readingsOf(site: Site, year: number): MeterReading[] {
  const air = halfHourlyTemperature(weather(5, site.place, year));
  return Array.from(meteredElectricity(5, site, year), (kwh, i) => ({
    start: utcYear(year).from + i * HALF_HOUR,
    kwh,
    temperature: air[i] ?? 0,
  }));
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elementaldb-meter-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function matched(text: string): Promise<Site> {
  const match = join(folder, 'meter.csv');
  await writeFile(match, text);
  return (await chosenWorldFiles(OPTIONS, { match })).site(0);
}

describe('a site that is matched to a meter', () => {
  const meter = factory();

  test('has its level, its days, its nights and its response to the temperature, and none of its readings', async () => {
    const rows = meter.map(({ start, kwh, temperature }) => `${new Date(start).toISOString()},${kwh},${temperature}`);
    const site = await matched(`start,kwh,temperature\n${rows.join('\n')}`);
    const wanted = meterProfile(meter, site);
    const made = readingsOf(site, 2024);
    const found = meterProfile(made, site);
    expect(sum(made.map(({ kwh }) => kwh))).toBeCloseTo(wanted.annual, 0);
    expect(correlation(found.workday, wanted.workday)).toBeGreaterThan(0.98);
    expect(correlation(found.dayOff, wanted.dayOff)).toBeGreaterThan(0.95);
    expect(mean(found.dayOff) / mean(found.workday)).toBeCloseTo(mean(wanted.dayOff) / mean(wanted.workday), 1);
    expect(found.perColdKelvin / wanted.perColdKelvin).toBeGreaterThan(0.8);
    expect(found.perColdKelvin / wanted.perColdKelvin).toBeLessThan(1.25);
    expect(wanted.perColdKelvin).toBeGreaterThan(0.02);
    // The site has a hundred means of 17,520 readings, and at no time the reading of the meter.
    expect(Object.values(site.profile ?? {}).flat()).toHaveLength(100);
    const same = readingsOf(site, 2023).filter(({ kwh }, i) => Math.abs(kwh - (meter[i]?.kwh ?? 0)) < 0.0005);
    expect(same.length).toBeLessThan(20);
    const usual = createWorld(OPTIONS).site(0);
    expect(correlation(meterProfile(readingsOf(usual, 2024), usual).workday, wanted.workday)).toBeLessThan(0.5);
  });

  test('of a file without temperatures has the response of the seasons', () => {
    const site = createWorld({ ...OPTIONS, seed: 900 }).site(0);
    const without = meterProfile(
      meter.map((each) => ({ ...each, temperature: Number.NaN })),
      site,
    );
    expect(without.perColdKelvin / meterProfile(meter, site).perColdKelvin).toBeGreaterThan(0.6);
  });
});

/** Sixty days of which only every second half-hour has a reading. */
function hourly(): string {
  const hours = Array.from({ length: 60 * 24 }, (_, i) => new Date(Date.UTC(2024, 0, 1) + 2 * i * HALF_HOUR));
  return `start,kwh\n${hours.map((hour) => `${hour.toISOString()},2`).join('\n')}`;
}

test.each([
  ['start,kwh\n2024-01-01T00:10Z,1', ':2:1: invalid start "2024-01-01T00:10Z": not a half-hour'],
  ['start,kwh\n01/02/2024 00:30,1', ':2:1: invalid start'],
  ['start,kwh\n2024-01-01 00:30,x', ':2:18: invalid reading "x"'],
  ['start,kwh\n2024-01-01T00:30+01:00,-1', ':2:24: invalid reading "-1"'],
  ['start,kwh\n2024-01-01T00:30Z,1', ':1:1: 0 days have a reading in nearly all half-hours, 0 of them of weekends'],
  ['when,kwh\n2024-01-01T00:30Z,1', ':1:1: there is no column start'],
  [
    'start,kwh\n2024-01-01T00:30Z,1\n2024-01-01T00:30Z,2',
    ':3:1: the half-hour "2024-01-01T00:30Z" is in line 2 already',
  ],
  ['start,kwh\n2024-01-01T00:30Z,12,345', ':2:22: the header has 2 columns'],
  ['start,kwh\n2024-01-01T00:30Z,0x10', ':2:19: invalid reading "0x10"'],
  ['start,kwh\n2024-01-01T00:30Z,1e308', ':2:19: invalid reading "1e308"'],
  ['start,kwh,temp\n2024-01-01T00:30Z,1,-999', ':2:21: invalid temperature "-999"'],
  ['start,kwh,temp\n2024-01-01T00:30Z,1,n/a', ':2:21: invalid temperature "n/a"'],
  ['start,kwh,temp_c\n2024-01-01T00:30Z,1,5', ':1:11: unknown column "temp_c"; did you mean "temp"?'],
  [hourly(), ':1:1: 0 days have a reading in nearly all half-hours'],
])('a file that is no meter is refused: %s', async (text, message) => {
  await expect(matched(text)).rejects.toMatchObject({
    code: 'BAD_METER_FILE',
    message: expect.stringContaining(`meter.csv${message}`),
  });
});
