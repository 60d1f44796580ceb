import { describe, expect, test, vi } from 'vitest';
import { checkNationalCarbon, checkShares } from '../../../src/energy/checks/check-carbon.ts';
import { checkDays } from '../../../src/energy/checks/check-days.ts';
import { checkElectricity, checkPair } from '../../../src/energy/checks/check-electricity.ts';
import { checkGas, checkHeating, checkHomeGas, checkHotWater } from '../../../src/energy/checks/check-heat.ts';
import { checkReadings } from '../../../src/energy/checks/check-readings.ts';
import { checkAgile } from '../../../src/energy/checks/check-tariffs.ts';
import { checkRadiation } from '../../../src/energy/checks/check-radiation.ts';
import { checkWeather, type HourlyWeather } from '../../../src/energy/checks/check-weather.ts';
import { checkSolar, checkWind } from '../../../src/energy/checks/check-yield.ts';
import type { Check } from '../../../src/energy/checks/check.ts';
import { localCalendar } from '../../../src/energy/models/calendar/local-calendar.ts';
import { electricity } from '../../../src/energy/models/demand/electricity.ts';
import { byFuel } from '../../../src/energy/models/grid/fuels.ts';
import { gridLevel } from '../../../src/energy/models/grid/grid-years.ts';
import { sampleWorld } from '../sample-world.ts';
import { failures, testWorlds } from './checked-worlds.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

testWorlds('short');

describe('series that no meter has are found out', () => {
  const hours = new Float64Array(8760).fill(0.1);
  const halfHours = new Float64Array(17_520).fill(1);
  const calendar = localCalendar(2023, 'england-and-wales');
  const constant: HourlyWeather = {
    temperature: hours,
    global: hours,
    direct: hours,
    diffuse: hours,
    clearSky: hours,
    outside: hours,
    cosZenith: hours,
    windSpeed: hours,
    windGust: hours,
    windDirection: hours,
    humidity: hours,
    cloudCover: hours,
    pressure: hours,
    rain: hours,
  };

  test.each<[string, Check[]]>([
    ['weather', checkWeather(constant, 8760)],
    ['radiation', checkRadiation(constant)],
    ['solar', checkSolar(hours, hours, { tilt: 35, azimuth: 180 })],
    ['wind', checkWind(hours, 60)],
    ['electricity', checkElectricity(halfHours, 'office', 17_520 / 95, calendar)],
    ['heating', checkHeating(halfHours, halfHours, 2, 2023, calendar)],
    ['gas of a home', checkHomeGas(halfHours, halfHours, 2023, calendar)],
    ['days', checkDays(halfHours, halfHours, 'office', 2023, calendar)],
    ['hot water', checkHotWater(halfHours, 'office')],
    ['gas', checkGas(halfHours, 'office', 17_520 / 120)],
    ['shares', checkShares({ shares: byFuel(() => new Float64Array(17_520).fill(1 / 9)), intensity: halfHours })],
    [
      'carbon',
      checkNationalCarbon({ shares: byFuel(() => halfHours), intensity: halfHours.map(() => 125) }, halfHours, 2024),
    ],
    [
      'agile',
      checkAgile(
        halfHours.map(() => 16),
        halfHours,
        calendar,
        gridLevel(Date.UTC(2024, 6, 1)),
      ),
    ],
  ])('%s that is constant', (_, checks) => {
    expect(failures(checks)).not.toEqual([]);
  });

  test('two sites of one archetype that take the same', () => {
    const taken = electricity(1, sampleWorld(1).site(0), 2023);
    expect(failures(checkPair(taken, taken, 'office'))).toHaveLength(1);
    expect(failures(checkPair(taken, electricity(1, sampleWorld(1, 40).site(18), 2023), 'office'))).toEqual([]);
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
