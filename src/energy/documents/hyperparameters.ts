import * as v from 'valibot';

import { POSITIVE, POSITIVE_COUNT, looseObjectOf, objectOf } from './value-schemas.ts';

/** Optimisers that the optimisation service runs. The data service also knows GridSearch and MergeOperator. */
export const OPTIMISERS = ['NSGA2', 'Bayesian', 'SeparatedNSGA2', 'SeparatedNSGA2xNSGA2'] as const;

/** Optimisers that a stored task may name. */
export const STORED_OPTIMISERS = ['GridSearch', 'MergeOperator', ...OPTIMISERS] as const;

const NSGA2 = objectOf({
  pop_size: v.exactOptional(POSITIVE_COUNT),
  n_offsprings: v.exactOptional(POSITIVE_COUNT),
  prob_crossover: v.exactOptional(POSITIVE),
  n_crossover: v.exactOptional(POSITIVE_COUNT),
  prob_mutation: v.exactOptional(POSITIVE),
  std_scaler: v.exactOptional(POSITIVE),
  tol: v.exactOptional(POSITIVE),
  period: v.exactOptional(POSITIVE_COUNT),
  cv_tol: v.exactOptional(POSITIVE),
  cv_period: v.exactOptional(POSITIVE_COUNT),
  n_max_gen: v.exactOptional(POSITIVE_COUNT),
  n_max_evals: v.exactOptional(POSITIVE_COUNT),
  pop_size_incr_scalar: v.exactOptional(POSITIVE),
  pop_size_incr_threshold: v.exactOptional(POSITIVE),
  sampling: v.exactOptional(v.picklist(['RANDOM', 'ESTIMATE'])),
  return_least_infeasible: v.exactOptional(v.boolean()),
});

export type Nsga2Document = v.InferInput<typeof NSGA2>;

/** The settings of an optimiser, all of which have defaults; JSON null and SQL NULL stand for all of them. */
export function hyperparametersOf(optimiser: unknown) {
  switch (optimiser) {
    case 'NSGA2':
    case 'SeparatedNSGA2':
      return v.optional(v.nullable(NSGA2));
    case 'Bayesian':
      return v.optional(
        v.nullable(
          objectOf({
            n_generations: v.exactOptional(POSITIVE_COUNT),
            NSGA2_param: v.exactOptional(v.nullable(NSGA2)),
          }),
        ),
      );
    case 'SeparatedNSGA2xNSGA2':
      return v.optional(
        v.nullable(
          objectOf({
            SeparatedNSGA2_param: v.exactOptional(v.nullable(NSGA2)),
            NSGA2_param: v.exactOptional(v.nullable(NSGA2)),
          }),
        ),
      );
    default:
      return v.optional(v.nullable(looseObjectOf({})));
  }
}
