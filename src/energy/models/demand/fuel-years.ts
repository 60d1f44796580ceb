/** p/kWh, gross calorific value, as the mean of a year: of gas, and of heating oil delivered. */
export interface FuelLevel {
  readonly gas: number;
  readonly oil: number;
  /** LPG, whose price follows that of oil by half. */
  readonly lpg: number;
}

/** What LPG and oil cost in the year by which LPG is measured. */
const LPG = { price: 10.2, oil: 6.4 };

/**
 * Gas between what small businesses (DESNZ, Quarterly Energy Prices, table 3.4.1) and homes (Ofgem's price cap) paid, oil by DESNZ's monthly
 * prices of heating oil at 10.35 kWh a liter; rounded to 2025, from then on a scenario of falling prices. Without VAT; the cap is with 5 %.
 *
 * @see https://www.gov.uk/government/collections/quarterly-energy-prices
 */
const YEARS: readonly (readonly [year: number, gas: number, oil: number])[] = [
  [2010, 3.4, 4.7],
  [2013, 4.4, 5.8],
  [2015, 4.2, 4.1],
  [2016, 3.7, 3.6],
  [2018, 3.8, 5.4],
  [2019, 3.9, 5.2],
  [2020, 3.4, 3.6],
  [2021, 3.9, 5],
  [2022, 8, 9.3],
  [2023, 9, 7.2],
  [2024, 6.4, 6.4],
  [2025, 6.6, 6.2],
  [2030, 6, 6],
  [2050, 5.5, 6],
];

/** The level of a year, interpolated; the first and the last hold beyond them. */
export function fuelLevel(year: number): FuelLevel {
  const next = YEARS.findIndex(([at]) => at > year);
  const [before, after] = [YEARS.at(next === -1 ? -1 : Math.max(0, next - 1)), YEARS.at(next)];
  if (before === undefined || after === undefined) {
    throw new RangeError('no level of the fuels is known');
  }
  const [start, gasThen, oilThen] = before;
  const [end, gasNext, oilNext] = after;
  const part = end > start ? Math.min(Math.max((year - start) / (end - start), 0), 1) : 0;
  const oil = oilThen + part * (oilNext - oilThen);
  return { gas: gasThen + part * (gasNext - gasThen), oil, lpg: LPG.price * 0.5 * (1 + oil / LPG.oil) };
}
