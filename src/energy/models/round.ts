/** Rounds to a whole number of an instrument's steps, e.g. 1000 to a kWh; half a step goes up. */
export function rounded(value: number, stepsPerUnit: number): number {
  return Math.round(value * stepsPerUnit) / stepsPerUnit;
}
