import { describe, expect, test, vi } from 'vitest';

import { checkNationalCarbon, checkShares } from '../../../src/energy/checks/check-carbon.ts';
import { checkElectricity } from '../../../src/energy/checks/check-electricity.ts';
import { checkGas, checkHeating, checkHotWater } from '../../../src/energy/checks/check-heat.ts';
import { checkReadings } from '../../../src/energy/checks/check-readings.ts';
import { checkAgile } from '../../../src/energy/checks/check-tariffs.ts';
import { sum } from '../../../src/energy/checks/statistics.ts';
import { checkWeather } from '../../../src/energy/checks/check-weather.ts';
import { checkSolar, checkWind } from '../../../src/energy/checks/check-yield.ts';
import type { Band, Check } from '../../../src/energy/checks/check.ts';
import { localCalendar } from '../../../src/energy/models/calendar/local-calendar.ts';
import { electricity } from '../../../src/energy/models/demand/electricity.ts';
import { byFuel, type FuelShares } from '../../../src/energy/models/grid/fuels.ts';
import { gridMix } from '../../../src/energy/models/grid/grid-mix.ts';
import { halfHourlyTemperature, heating } from '../../../src/energy/models/demand/heat.ts';
import { hotWater } from '../../../src/energy/models/demand/hot-water.ts';
import { hourlySpan, LEAD } from '../../../src/energy/models/calendar/utc-year.ts';
import { meteredGas } from '../../../src/energy/models/demand/metered-gas.ts';
import { nationOf } from '../../../src/energy/models/demand/occupancy.ts';
import { REGIONS, regionalMix } from '../../../src/energy/models/grid/regional-mix.ts';
import { solarYield } from '../../../src/energy/models/supply/solar-yield.ts';
import { cosIncidence, ephemeris } from '../../../src/energy/models/weather/sun.ts';
import { TARIFF_PRODUCTS, tariffs } from '../../../src/energy/models/grid/tariffs.ts';
import { turbineYield } from '../../../src/energy/models/supply/turbine-yield.ts';
import { utcYear } from '../../../src/energy/models/calendar/utc-year.ts';
import { weather } from '../../../src/energy/models/weather/weather.ts';
import { PLACES as TOWNS } from '../../../src/energy/world/places.ts';
import type { Place } from '../../../src/energy/world/site.ts';
import { PLACES, sampleWorld } from '../sample-world.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

/** Seeds, and the years that each is looked at in. */
const WORLDS = [
  [1, 2023],
  [2, 2024],
  [3, 2021],
] as const;

const DEGREE_DAYS: Partial<Record<string, Band>> = { London: [1400, 2200], Aberdeen: [2000, 3000] };

function failures(checks: readonly Check[]): string[] {
  return checks
    .filter(({ ok }) => !ok)
    .map(({ figure, value, band }) => `${figure}: ${value}, not in ${band.join('..')}`);
}

function hoursOf(seed: number, place: Place, year: number) {
  const air = weather(seed, place, year);
  const cut = (values: Float64Array): Float64Array => values.subarray(LEAD, LEAD + utcYear(year).hours);
  return {
    air,
    cut,
    weather: {
      temperature: cut(air.temperature),
      global: cut(air.global),
      direct: cut(air.direct),
      diffuse: cut(air.diffuse),
      cosZenith: cut(air.cosZenith),
    },
  };
}

describe.each(WORLDS)('a world of seed %i in %i', (seed, year) => {
  test.each(Object.values(PLACES))('has the weather of $name, and what sun and wind give there', (place) => {
    const { air, cut, weather: hours } = hoursOf(seed, place, year);
    const panels = (tilt: number, azimuth: number): Float64Array =>
      cut(solarYield(place, year, air, { tilt, azimuth }));
    const checked = (tilt: number, azimuth: number): Check[] =>
      checkSolar(panels(tilt, azimuth), hours.cosZenith, { tilt, azimuth });
    expect(
      failures([
        ...checkWeather(hours, DEGREE_DAYS[place.name]),
        ...checked(35, 180),
        ...checked(30, 90),
        ...checked(30, 270),
        ...checked(35, 0),
        ...checkWind(cut(turbineYield(air.windSpeed, 60)), 60),
        ...checkWind(cut(turbineYield(air.windSpeed, 15)), 15),
      ]),
    ).toEqual([]);
    const [south, east, north] = [sum(panels(35, 180)), sum(panels(30, 90)), sum(panels(35, 0))];
    expect(south).toBeGreaterThan(east);
    expect(east).toBeGreaterThan(north);
  });

  test.each(Array.from({ length: 10 }, (_, index) => sampleWorld(seed).site(index)))(
    'has a $archetype that takes what such buildings take',
    (site) => {
      const { archetype, floorArea } = site;
      const calendar = localCalendar(year, nationOf(site));
      const air = weather(seed, site.place, year);
      const rooms = heating(seed, site, year);
      expect(
        failures([
          ...checkElectricity(electricity(seed, site, year), archetype, floorArea, calendar),
          ...checkHeating(rooms, halfHourlyTemperature(air, year)),
          ...checkHotWater(hotWater(seed, site, year), archetype),
          ...(site.heating.kind === 'gas_boiler' ? checkGas(meteredGas(seed, site, year), archetype, floorArea) : []),
        ]),
      ).toEqual([]);
    },
  );

  test('has a grid whose carbon follows its fuels, and prices that follow both', () => {
    const mix = gridMix(seed, year);
    const agile = TARIFF_PRODUCTS.indexOf('agile');
    const prices = tariffs(seed, 'C', year)[agile] ?? new Float64Array();
    expect(
      failures([
        ...checkShares(mix),
        ...checkNationalCarbon(mix),
        ...REGIONS.flatMap((region) => checkShares(regionalMix(seed, region, year))),
        ...checkAgile(prices, mix.intensity, localCalendar(year, 'england-and-wales')),
      ]),
    ).toEqual([]);
  });
});

/** Half-hours of some hours in which there is power of the sun. */
function withSun({ shares }: FuelShares, isOfThese: (hour: number) => boolean): number[] {
  return [...shares.solar.keys()].filter((i) => isOfThese(i >> 1) && shares.solar[i] !== 0);
}

describe.each(WORLDS)('the sun of seed %i in %i', (seed, year) => {
  const sun = ephemeris(hourlySpan(year));
  const heights = TOWNS.map((place) => ({ place, height: cosIncidence(sun, place).subarray(LEAD) }));

  test('gives a region nothing while it is down in any of its towns, and something by day', () => {
    for (const { place, height } of heights) {
      const mix = regionalMix(seed, place.gsp, year);
      expect({ place: place.name, halfHours: withSun(mix, (hour) => (height[hour] ?? 0) <= 0) }).toEqual({
        place: place.name,
        halfHours: [],
      });
      const lit = withSun(mix, (hour) => (height[hour] ?? 0) > 0.2).length;
      expect(lit / height.filter((cosine) => cosine > 0.2).length).toBeGreaterThan(1.9);
    }
  });

  test('gives the country nothing while it is down everywhere', () => {
    const highest = Float64Array.from({ length: utcYear(year).hours }, (_, hour) =>
      Math.max(...heights.map(({ height }) => height[hour] ?? 0)),
    );
    expect(withSun(gridMix(seed, year), (hour) => (highest[hour] ?? 0) < -0.001)).toEqual([]);
  });
});

describe('series that no meter has are found out', () => {
  const hours = new Float64Array(8760).fill(0.1);
  const halfHours = new Float64Array(17_520).fill(1);
  const calendar = localCalendar(2023, 'england-and-wales');

  test.each<[string, Check[]]>([
    ['weather', checkWeather({ temperature: hours, global: hours, direct: hours, diffuse: hours, cosZenith: hours })],
    ['solar', checkSolar(hours, hours, { tilt: 35, azimuth: 180 })],
    ['wind', checkWind(hours, 60)],
    ['electricity', checkElectricity(halfHours, 'office', 17_520 / 95, calendar)],
    ['heating', checkHeating(halfHours, halfHours)],
    ['hot water', checkHotWater(halfHours, 'office')],
    ['gas', checkGas(halfHours, 'office', 17_520 / 120)],
    ['shares', checkShares({ shares: byFuel(() => new Float64Array(17_520).fill(1 / 9)), intensity: halfHours })],
    ['carbon', checkNationalCarbon({ shares: byFuel(() => halfHours), intensity: halfHours.map(() => 125) })],
    [
      'agile',
      checkAgile(
        halfHours.map(() => 16),
        halfHours,
        calendar,
      ),
    ],
  ])('%s that is constant', (_, checks) => {
    expect(failures(checks)).not.toEqual([]);
  });

  test('readings with a gap, with an overlap, or with a wrong cost', () => {
    const readings = {
      startTs: Float64Array.of(0, 10, 20, 30),
      endTs: Float64Array.of(10, 20, 30, 40),
      consumptionKwh: Float64Array.of(1.001, 2, 1, 3),
      unitCost: Float64Array.of(0.25, 0.25, 0.25, 0.25),
      totalCost: Float64Array.of(0.2503, 0.5, 0.25, 0.75),
    };
    expect(failures(checkReadings('gas', readings))).toEqual([]);
    expect(failures(checkReadings('gas', { ...readings, startTs: Float64Array.of(0, 11, 20, 30) }))).toHaveLength(1);
    expect(failures(checkReadings('gas', { ...readings, endTs: Float64Array.of(10, 21, 30, 40) }))).toHaveLength(1);
    expect(failures(checkReadings('gas', { ...readings, totalCost: readings.unitCost }))).toHaveLength(1);
  });
});
