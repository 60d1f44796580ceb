import { describe, expect, test, vi } from 'vitest';
import { checkNationalCarbon, checkShares } from '../../../src/energy/checks/check-carbon.ts';
import { checkDays } from '../../../src/energy/checks/check-days.ts';
import { checkElectricity } from '../../../src/energy/checks/check-electricity.ts';
import { checkGas, checkHeating, checkHomeGas, checkHotWater } from '../../../src/energy/checks/check-heat.ts';
import { checkAgile } from '../../../src/energy/checks/check-tariffs.ts';
import { sum } from '../../../src/energy/checks/statistics.ts';
import { checkRadiation } from '../../../src/energy/checks/check-radiation.ts';
import { checkWeather } from '../../../src/energy/checks/check-weather.ts';
import { checkSolar, checkWind } from '../../../src/energy/checks/check-yield.ts';
import type { Band, Check } from '../../../src/energy/checks/check.ts';
import { hoursOf } from '../../../src/energy/checks/hours-of-place.ts';
import { localCalendar } from '../../../src/energy/models/calendar/local-calendar.ts';
import { electricity } from '../../../src/energy/models/demand/electricity.ts';
import { type FuelShares } from '../../../src/energy/models/grid/fuels.ts';
import { gridLevel } from '../../../src/energy/models/grid/grid-years.ts';
import { gridMix } from '../../../src/energy/models/grid/grid-mix.ts';
import { halfHourlyTemperature, heating } from '../../../src/energy/models/demand/heat.ts';
import { peakHeatLoad } from '../../../src/energy/models/demand/heat-demand.ts';
import { hotWater } from '../../../src/energy/models/demand/hot-water.ts';
import { hourlySpan, LEAD, utcYear } from '../../../src/energy/models/calendar/utc-year.ts';
import { meteredFuel } from '../../../src/energy/models/demand/metered-fuel.ts';
import { nationOf } from '../../../src/energy/models/demand/occupancy.ts';
import { REGIONS, regionalMix } from '../../../src/energy/models/grid/regional-mix.ts';
import { solarYield } from '../../../src/energy/models/supply/solar-yield.ts';
import { cosIncidence, ephemeris } from '../../../src/energy/models/weather/sun.ts';
import { TARIFF_PRODUCTS, tariffs } from '../../../src/energy/models/grid/tariffs.ts';
import { turbineYield } from '../../../src/energy/models/supply/turbine-yield.ts';
import { weather } from '../../../src/energy/models/weather/weather.ts';
import { PLACES as TOWNS } from '../../../src/energy/world/places.ts';
import { AREAS, PLACES, sampleWorld } from '../sample-world.ts';
import { everyNth, type Part } from '../../suite-part.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

/** Seeds, and the years that each is looked at in. */
const WORLDS = [
  [1, 2023],
  [2, 2024],
  [3, 2021],
] as const;

const DEGREE_DAYS: Partial<Record<string, Band>> = { London: [1400, 2200], Aberdeen: [2000, 3000] };

export function failures(checks: readonly Check[]): string[] {
  return checks
    .filter(({ ok }) => !ok)
    .map(({ figure, value, band }) => `${figure}: ${value}, not in ${band.join('..')}`);
}

/** Half-hours of some hours in which there is power of the sun. */
function withSun({ shares }: FuelShares, isOfThese: (hour: number) => boolean): number[] {
  return [...shares.solar.keys()].filter((i) => isOfThese(i >> 1) && shares.solar[i] !== 0);
}

/** The figures of worlds of several seeds and years. */
export function testWorlds(part: Part): void {
  const worlds = everyNth(part, 3, WORLDS);

  describe.each(worlds)('a world of seed %i in %i', (seed, year) => {
    test.each(Object.values(PLACES))('has the weather of $name, and what sun and wind give there', (place) => {
      const air = weather(seed, place, year);
      const hours = hoursOf(seed, place, year);
      const cut = (values: Float64Array): Float64Array => values.subarray(LEAD, LEAD + utcYear(year).hours);
      const panels = (tilt: number, azimuth: number): Float64Array =>
        cut(solarYield(place, year, air, { tilt, azimuth }));
      const checked = (tilt: number, azimuth: number): Check[] =>
        checkSolar(panels(tilt, azimuth), hours.cosZenith, { tilt, azimuth });
      expect(
        failures([
          ...checkWeather(hours, place.rain, DEGREE_DAYS[place.name]),
          ...checkRadiation(hours),
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

    test.each(AREAS.map((_, index) => sampleWorld(seed).site(index)))(
      'has a $archetype that takes what such buildings take',
      (site) => {
        const { archetype, floorArea } = site;
        const calendar = localCalendar(year, nationOf(site));
        const air = weather(seed, site.place, year);
        const outside = halfHourlyTemperature(air);
        const taken = electricity(seed, site, year);
        const gas = meteredFuel(seed, site, year);
        expect(
          failures([
            ...checkElectricity(taken, archetype, floorArea, calendar),
            ...checkDays(taken, outside, archetype, year, calendar),
            ...checkHeating(heating(seed, site, year), outside, peakHeatLoad(seed, site), year, calendar),
            ...(archetype === 'house' ? checkHomeGas(gas, outside, year, calendar) : []),
            ...checkHotWater(hotWater(seed, site, year), archetype),
            ...(site.heating.kind === 'gas_boiler' ? checkGas(gas, archetype, floorArea) : []),
          ]),
        ).toEqual([]);
      },
    );

    test('has a grid whose carbon follows its fuels, and prices that follow both', () => {
      const mix = gridMix(seed, year);
      const agile = TARIFF_PRODUCTS.indexOf('agile');
      const prices = tariffs(seed, { index: 0, place: { gsp: 'C' } }, year)[agile] ?? new Float64Array();
      expect(
        failures([
          ...checkShares(mix),
          ...checkNationalCarbon(mix, mix.forecast, year),
          ...REGIONS.flatMap((region) => checkShares(regionalMix(seed, region, year))),
          ...checkAgile(
            prices,
            mix.intensity,
            localCalendar(year, 'england-and-wales'),
            gridLevel(Date.UTC(year, 6, 1)),
          ),
        ]),
      ).toEqual([]);
    });
  });

  describe.each(worlds)('the sun of seed %i in %i', (seed, year) => {
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
}
