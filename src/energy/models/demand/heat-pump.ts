/** What water is sent to radiators at, degC. */
export const SEND_TEMPERATURE = 50;

/** K that the water of a heat pump is kept above what it gives to at least. */
const LEAST_LIFT = 15;

/**
 * Heat out over electricity in of an air-source heat pump: the curve of When2Heat, less what plants in buildings fall short of it.
 *
 * @param airTemperature degC
 * @see Ruhnau, Hirth and Praktiknjo, Time series of heat demand and heat pump efficiency, Scientific Data 6, 189 (2019)
 */
export function coefficientOfPerformance(airTemperature: number): number {
  const lift = Math.max(LEAST_LIFT, SEND_TEMPERATURE - airTemperature);
  return 0.85 * (6.08 - 0.09 * lift + 0.0005 * lift * lift);
}
