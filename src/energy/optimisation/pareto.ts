import type { ObjectivesDocument } from '../documents/objectives.ts';
import type { Summed } from './metrics.ts';

/** The objectives: low capital cost, high savings of carbon and of money. */
export const OBJECTIVES: ObjectivesDocument = ['capex', 'carbon_balance_total', 'cost_balance'];

/** What decides which candidates are on the front. */
export type Objectives = Pick<Summed, 'capex' | 'combined_carbon_balance' | 'cost_balance'>;

interface Candidate {
  readonly metrics: { readonly summed: Objectives };
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
  const front: Objectives[] = [];
  const kept = new Set<C>();
  // What beats a candidate comes before it, and a beaten one beats nothing that the one above it does not.
  for (const candidate of candidates.toSorted(byObjectives)) {
    const { summed } = candidate.metrics;
    if (!front.some((other) => isAsGood(other, summed))) {
      front.push(summed);
      kept.add(candidate);
    }
  }
  return candidates.filter((candidate) => kept.has(candidate));
}

function byObjectives({ metrics: { summed: a } }: Candidate, { metrics: { summed: b } }: Candidate): number {
  return a.capex - b.capex || b.combined_carbon_balance - a.combined_carbon_balance || b.cost_balance - a.cost_balance;
}

/** @param a of the same capital cost as `b` or less */
function isAsGood(a: Objectives, b: Objectives): boolean {
  return a.combined_carbon_balance >= b.combined_carbon_balance && a.cost_balance >= b.cost_balance;
}

/** The cheapest first. */
export function byCost<Priced extends Pick<Candidate, 'metrics'>>(list: readonly Priced[]): Priced[] {
  return list.toSorted((a, b) => a.metrics.summed.capex - b.metrics.summed.capex);
}
