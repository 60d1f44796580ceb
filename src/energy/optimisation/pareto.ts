import type { ObjectivesDocument } from '../documents/objectives.ts';
import type { Metrics } from './metrics.ts';

/** The objectives: low capital cost, high savings of carbon and of money. */
export const OBJECTIVES: ObjectivesDocument = ['capex', 'carbon_balance_total', 'cost_balance'];

interface Candidate {
  readonly metrics: Metrics;
  readonly isFeasible: boolean;
}

export interface Fronts<C> {
  readonly feasible: C[];
  /** Infeasible scenarios that would be on the front if they were feasible. */
  readonly infeasible: C[];
}

/** The front of the feasible scenarios, and near misses; infeasible ones never displace feasible ones. */
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
