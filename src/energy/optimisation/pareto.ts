import type { ObjectivesDocument } from '../documents/objectives.ts';
import type { Metrics } from './metrics.ts';

/** What is searched for: a low capital cost, much carbon and much money saved. */
export const OBJECTIVES: ObjectivesDocument = ['capex', 'carbon_balance_total', 'cost_balance'];

interface Candidate {
  readonly metrics: Metrics;
  readonly isFeasible: boolean;
}

export interface Fronts<C> {
  readonly feasible: C[];
  /** What is not feasible and would be on the front if it were. */
  readonly infeasible: C[];
}

/** The front of those that are feasible, which nothing that is not can thin out, and near misses. */
export function fronts<C extends Candidate>(candidates: readonly C[]): Fronts<C> {
  const feasible = nonDominated(candidates.filter(({ isFeasible }) => isFeasible));
  const others = candidates.filter(({ isFeasible }) => !isFeasible);
  return { feasible, infeasible: nonDominated([...feasible, ...others]).filter(({ isFeasible }) => !isFeasible) };
}

/** Those that no other one beats: is as good in everything and better in something. Of equal ones the first stays. */
function nonDominated<C extends Candidate>(candidates: readonly C[]): C[] {
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
