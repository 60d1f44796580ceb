import { expect, test, vi } from 'vitest';
import { checkNationalCarbon, checkShares } from '../../../src/energy/checks/check-carbon.ts';
import { checkAgile } from '../../../src/energy/checks/check-tariffs.ts';
import { localCalendar } from '../../../src/energy/models/calendar/local-calendar.ts';
import { gridMix } from '../../../src/energy/models/grid/grid-mix.ts';
import { gridLevel } from '../../../src/energy/models/grid/grid-years.ts';
import { TARIFF_PRODUCTS, tariffs } from '../../../src/energy/models/grid/tariffs.ts';
import { everyNth, type Part } from '../../suite-part.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Seeds from a rule, so that the models are not fitted to them. */
const YEARS = [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2027, 2030].map((year, i) => ({
  year,
  seed: 17 + 6007 * i,
}));

export function testGrids(part: Part): void {
  test.each(everyNth(part, 4, YEARS))(
    'the grid of $year has the carbon and the prices of its year',
    ({ year, seed }) => {
      const mix = gridMix(seed, year);
      const agile =
        tariffs(seed, { index: 0, place: { gsp: 'C' } }, year)[TARIFF_PRODUCTS.indexOf('agile')] ?? new Float64Array();
      const calendar = localCalendar(year, 'england-and-wales');
      const checks = [
        ...checkShares(mix),
        ...checkNationalCarbon(mix, mix.forecast, year),
        ...checkAgile(agile, mix.intensity, calendar, gridLevel(Date.UTC(year, 6, 1))),
      ];
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    },
  );
}
