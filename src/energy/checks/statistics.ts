/** The statistics of series, as every check counts them. */

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    total += values[i] ?? 0;
  }
  return total;
}

export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

export function greatest(values: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) {
    most = Math.max(most, values[i] ?? Number.NaN);
  }
  return most;
}

export function least(values: ArrayLike<number>): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) {
    fewest = Math.min(fewest, values[i] ?? Number.NaN);
  }
  return fewest;
}

/** The value that a part of the values does not exceed. */
export function quantile(values: Float64Array, part: number): number {
  return values.toSorted()[Math.floor(part * (values.length - 1))] ?? Number.NaN;
}

export function deviation(values: ArrayLike<number>): number {
  const middle = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    squares += ((values[i] ?? 0) - middle) ** 2;
  }
  return Math.sqrt(squares / values.length);
}

/** Pearson's; NaN, which is in no band, where a series is constant. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [(a[i] ?? 0) - meanA, (b[i] ?? 0) - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return both / Math.sqrt(squaresA * squaresB);
}

/** The correlation of a series with itself `lag` steps later; NaN where it is constant. */
export function autocorrelation(values: Float64Array, lag: number): number {
  return correlation(values.subarray(lag), values.subarray(0, values.length - lag));
}

/**
 * What lines leave unexplained that are fitted to values over `x`, one for each group of values; 0 in groups of one.
 *
 * @param groups the group of each value, from 0
 */
export function residuals(values: ArrayLike<number>, x: ArrayLike<number>, groups: ArrayLike<number>): Float64Array {
  const found = new Float64Array(values.length);
  const members: number[][] = [];
  for (let i = 0; i < values.length; i += 1) {
    (members[groups[i] ?? 0] ??= []).push(i);
  }
  for (const group of members.filter((each) => each !== undefined)) {
    const [meanX, meanY] = [mean(group.map((i) => x[i] ?? 0)), mean(group.map((i) => values[i] ?? 0))];
    const squares = sum(group.map((i) => ((x[i] ?? 0) - meanX) ** 2));
    const both = sum(group.map((i) => ((x[i] ?? 0) - meanX) * (values[i] ?? 0)));
    const slope = squares > 0 ? both / squares : 0;
    for (const i of group) {
      found[i] = (values[i] ?? 0) - meanY - slope * ((x[i] ?? 0) - meanX);
    }
  }
  return found;
}

/** The share of the variance of values that is not in their residuals: R squared. */
export function explained(values: ArrayLike<number>, left: ArrayLike<number>): number {
  return 1 - deviation(left) ** 2 / deviation(values) ** 2;
}

/** The sums of as many steps at a time, e.g. of days. */
export function sums(values: Float64Array, steps: number): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / steps) }, (_, i) =>
    sum(values.subarray(i * steps, (i + 1) * steps)),
  );
}

/** Mean over greatest: how evenly something is taken. 1 where it is constant. */
export function loadFactor(values: Float64Array): number {
  return mean(values) / greatest(values);
}
