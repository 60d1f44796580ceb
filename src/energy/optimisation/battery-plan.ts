/** What a battery comes to: energy out of it over energy into it. */
export const ROUND_TRIP = 0.9;

/** What a battery does in a half-hour: waits, charges from the grid, or serves the site. Surplus charges it at all times. */
const WAIT = 0;
export const CHARGE = 1;
export const DISCHARGE = 2;

const DAY = 48;

/** Half-hours of a day, of its cheapest, that charge a battery; and p/kWh that must be gained beyond the losses. */
const CHEAPEST = 12;
const WORTHWHILE = 2;

/**
 * When a battery charges from the grid and when it serves the site: where a tariff's price stays the same, it serves the site always
 * and is charged by surplus only. Otherwise it charges in the cheapest hours of each day, and serves in the dearer half of them.
 *
 * @param prices p/kWh, by half-hours of whole days
 */
export function batteryPlan(prices: Float64Array): Uint8Array {
  const plan = new Uint8Array(prices.length).fill(DISCHARGE);
  for (let from = 0; from + DAY <= prices.length; from += DAY) {
    const sorted = prices.subarray(from, from + DAY).toSorted();
    const [cheap, middle, dear] = [sorted[CHEAPEST - 1] ?? 0, sorted[DAY / 2] ?? 0, sorted[DAY - 1] ?? 0];
    const least = cheap / ROUND_TRIP + WORTHWHILE;
    if (dear <= least) {
      continue;
    }
    for (let i = from; i < from + DAY; i += 1) {
      const price = prices[i] ?? 0;
      plan[i] = price <= cheap ? CHARGE : price >= middle && price >= least ? DISCHARGE : WAIT;
    }
  }
  return plan;
}
