/** Rounds to the steps of an instrument, e.g. 1000 steps for each kWh; half a step is rounded up. */
export function rounded(value: number, stepsPerUnit: number): number {
  return Math.round(value * stepsPerUnit) / stepsPerUnit;
}
