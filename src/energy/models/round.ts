/** Rounds to the steps of an instrument, e.g. 1000 steps for each kWh; half a step is rounded up. */
export function rounded(value: number, stepsPerUnit: number): number {
  return Math.round(value * stepsPerUnit) / stepsPerUnit;
}

/** Values rounded so that what one loses the next one gets, and their sum is kept. */
export function roundedTogether(values: Float64Array, steps: number): Float64Array {
  let rest = 0;
  return values.map((value) => {
    const kept = Math.max(0, rounded(value + rest, steps));
    rest += value - kept;
    return kept;
  });
}
