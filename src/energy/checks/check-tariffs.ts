import type { LocalCalendar } from '../models/calendar/local-calendar.ts';
import type { GridLevel } from '../models/grid/grid-years.ts';
import { check, type Check } from './check.ts';
import { correlation, mean } from './statistics.ts';

/** What the market's factor and the peak add to the price at the mean, and how far a year may be from it. */
const EXPECTED = { losses: 1.1, peak: 1.5, least: 0.75, most: 1.3 };

/** p/kWh from which a price counts as at the cap, and the market's price below which that is rare. */
const CAP = { from: 95, normalPrice: 12 };

/**
 * Whether a year of half-hours is a tariff that follows the market.
 *
 * @param prices p/kWh
 * @param intensity of the country's grid, g/kWh
 */
export function checkAgile(
  prices: Float64Array,
  intensity: Float64Array,
  { halfHourOfDay }: LocalCalendar,
  { price, levies, wind }: GridLevel,
): Check[] {
  const isPeak = (i: number): boolean => (halfHourOfDay[i] ?? 0) >= 32 && (halfHourOfDay[i] ?? 0) < 38;
  const peak = mean(prices.filter((_, i) => isPeak(i)));
  const offPeak = mean(prices.filter((_, i) => !isPeak(i)));
  const share = (isSuch: (price: number) => boolean): number => prices.filter(isSuch).length / prices.length;
  const overMarket = mean(prices) / (EXPECTED.losses * price + levies + EXPECTED.peak);
  // There were hardly any before 2019, with half the wind of today.
  const negative = wind < 18 ? ([0, 0.01] as const) : ([0, wind / 400] as const);
  return [
    check('tariffs', 'agile, mean over that of the market', overMarket, [EXPECTED.least, EXPECTED.most]),
    check(
      'tariffs',
      'agile, half-hours below 0',
      share((each) => each < 0),
      wind < 29 ? negative : [0.003, negative[1]],
    ),
    check(
      'tariffs',
      'agile, half-hours at the cap',
      share((each) => each >= CAP.from),
      [0, price < CAP.normalPrice ? 0.003 : 0.02],
    ),
    check('tariffs', 'agile, 16 to 19 h over the rest', peak / offPeak, [1.3, 4]),
    check('tariffs', 'agile, correlation with carbon', correlation(prices, intensity), [0.25, 0.999]),
  ];
}
