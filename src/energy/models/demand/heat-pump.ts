/** Flow temperature of radiators, degC. */
export const SEND_TEMPERATURE = 50;

/** Smallest temperature difference between a heat pump's water and what it heats, K. */
const LEAST_LIFT = 15;

/**
 * Coefficient of performance of an air-source heat pump: the curve of When2Heat with a factor for real installations.
 *
 * @param airTemperature degC
 * @see Ruhnau, Hirth and Praktiknjo, Time series of heat demand and heat pump efficiency, Scientific Data 6, 189 (2019)
 */
export function coefficientOfPerformance(airTemperature: number): number {
  const lift = Math.max(LEAST_LIFT, SEND_TEMPERATURE - airTemperature);
  return 0.85 * (6.08 - 0.09 * lift + 0.0005 * lift * lift);
}
