import type { LocalCalendar } from '../models/calendar/local-calendar.ts';
import { check, type Check } from './check.ts';
import { correlation, mean } from './statistics.ts';

/**
 * Whether a year of half-hours is a tariff that follows the market.
 *
 * @param prices p/kWh
 * @param intensity of the country's grid, g/kWh
 */
export function checkAgile(prices: Float64Array, intensity: Float64Array, { halfHourOfDay }: LocalCalendar): Check[] {
  const isPeak = (i: number): boolean => (halfHourOfDay[i] ?? 0) >= 32 && (halfHourOfDay[i] ?? 0) < 38;
  const peak = mean(prices.filter((_, i) => isPeak(i)));
  const offPeak = mean(prices.filter((_, i) => !isPeak(i)));
  return [
    check('tariffs', 'agile, mean, p/kWh', mean(prices), [12, 20]),
    check(
      'tariffs',
      'agile, half-hours below 0',
      prices.filter((price) => price < 0).length / prices.length,
      [0.003, 0.05],
    ),
    check('tariffs', 'agile, 16 to 19 h over the rest', peak / offPeak, [1.5, 4]),
    check('tariffs', 'agile, correlation with carbon', correlation(prices, intensity), [0.4, 0.999]),
  ];
}
