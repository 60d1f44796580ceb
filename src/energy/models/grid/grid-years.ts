/** The grid of Great Britain in the middle of a year. */
export interface GridLevel {
  /** Means of the year, GW. */
  readonly demand: number;
  readonly nuclear: number;
  readonly biomass: number;
  readonly coal: number;
  readonly imports: number;
  /** Capacities, GW: of wind farms like those of today, and of solar parks. */
  readonly wind: number;
  readonly solar: number;
  /** p/kWh: the mean of the day-ahead market, and what networks and levies add. */
  readonly price: number;
  readonly levies: number;
}

/**
 * Rounded from the Digest of UK Energy Statistics and from means of the day-ahead market to 2025; from then on a scenario
 * in which building goes on, as in the slower pathways of NESO's Future Energy Scenarios.
 */
const YEARS: readonly (readonly [year: number, level: GridLevel])[] = [
  [2010, level([37.5, 6.7, 1.2, 12, 0.3], [4, 0.2], [4.2, 6])],
  [2013, level([36, 7.5, 1.5, 13.5, 1.6], [8.5, 2.5], [5, 6.5])],
  [2015, level([34.2, 7.5, 2, 10.6, 2.2], [11.5, 8.5], [4, 7])],
  [2016, level([33.8, 7.6, 2.1, 4.2, 2], [12.5, 11], [4, 7.5])],
  [2017, level([33.5, 7.2, 2.2, 3.1, 1.7], [14.5, 12.3], [4.5, 8])],
  [2018, level([33, 6.6, 2.2, 2.2, 2.2], [16.5, 12.9], [5.7, 8.8])],
  [2019, level([32.3, 5.5, 2.2, 1.2, 2.4], [17.3, 13.2], [4.3, 9.5])],
  [2020, level([31, 5.1, 2.2, 0.7, 2.2], [21.5, 13.4], [3.5, 10])],
  [2021, level([31.6, 4.7, 2.2, 0.7, 2.8], [22.5, 13.7], [11.8, 11])],
  [2022, level([30.6, 4.8, 2, 0.55, 1.2], [25.5, 14.4], [20.4, 12])],
  [2023, level([29.5, 4.3, 2, 0.35, 3], [28.5, 15.6], [9.5, 13])],
  [2024, level([29.5, 4.3, 2.3, 0.3, 4], [30.5, 17], [7.2, 13.5])],
  [2025, level([29.8, 4, 2.3, 0, 3.8], [32, 19.5], [8, 14])],
  [2030, level([33, 3.2, 2, 0, 3], [46, 36], [7, 15])],
  [2035, level([38, 5, 1.8, 0, 2], [64, 50], [6.5, 15])],
  [2050, level([55, 9, 1.5, 0, 1], [105, 80], [6, 15])],
];

/** The level at an instant, interpolated between the middles of years; the first and the last hold beyond them. */
export function gridLevel(instant: number): GridLevel {
  const year = 1970 + instant / (365.2425 * 86_400_000) - 0.5;
  const next = YEARS.findIndex(([at]) => at > year);
  const [before, after] = [YEARS.at(next === -1 ? -1 : Math.max(0, next - 1)), YEARS.at(next)];
  if (before === undefined || after === undefined) {
    throw new RangeError('no level of the grid is known');
  }
  const [start, from] = before;
  const [end, to] = after;
  const part = end > start ? Math.min(Math.max((year - start) / (end - start), 0), 1) : 0;
  const between = (of: keyof GridLevel): number => from[of] + part * (to[of] - from[of]);
  return level(
    [between('demand'), between('nuclear'), between('biomass'), between('coal'), between('imports')],
    [between('wind'), between('solar')],
    [between('price'), between('levies')],
  );
}

function level(
  [demand, nuclear, biomass, coal, imports]: readonly [number, number, number, number, number],
  [wind, solar]: readonly [number, number],
  [price, levies]: readonly [number, number],
): GridLevel {
  return { demand, nuclear, biomass, coal, imports, wind, solar, price, levies };
}
