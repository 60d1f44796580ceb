import { rounded } from './round.ts';

/** kWh of a cubic metre: volume correction, MJ/m3 of gas in Great Britain, MJ in a kWh. */
export const KWH_PER_CUBIC_METRE = (1.02264 * 39.5) / 3.6;

/** What a boiler burns for some heat, kWh (gross) to the watt-hour. */
export function gasBurnt(heating: Float64Array, hotWater: Float64Array, efficiency: number): Float64Array {
  return heating.map((heat, i) => rounded((heat + (hotWater[i] ?? 0)) / efficiency, 1000));
}
