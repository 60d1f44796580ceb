import type { Metrics } from './metrics.ts';

/** What is searched for: a low capital cost, much carbon and much money saved. */
export const OBJECTIVES = ['capex', 'combined_carbon_balance', 'cost_balance'] as const;

/** Those that no other one beats: is as good in everything and better in something. Of equal ones the first stays. */
export function nonDominated<Candidate extends { readonly metrics: Metrics }>(
  candidates: readonly Candidate[],
): Candidate[] {
  return candidates.filter(
    ({ metrics }, i) => !candidates.some((other, j) => i !== j && beats(other.metrics, metrics, j < i)),
  );
}

function beats({ summed: a }: Metrics, { summed: b }: Metrics, winsTies: boolean): boolean {
  const isAsGood =
    a.capex <= b.capex && a.combined_carbon_balance >= b.combined_carbon_balance && a.cost_balance >= b.cost_balance;
  const isBetter =
    a.capex < b.capex || a.combined_carbon_balance > b.combined_carbon_balance || a.cost_balance > b.cost_balance;
  return isAsGood && (isBetter || winsTies);
}
