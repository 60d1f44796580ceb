import * as v from 'valibot';

import { NUMBER, objectOf } from './value-schemas.ts';

/** A part of the capital cost and what it is made of, GBP; grants are negative. */
export type CapexPart = {
  readonly name: string;
  readonly component?: string | null;
  readonly cost: number;
  readonly sub_components?: readonly CapexPart[];
};

const CAPEX_PART: v.GenericSchema<CapexPart> = objectOf({
  name: v.string(),
  component: v.exactOptional(v.nullable(v.string())),
  cost: NUMBER,
  sub_components: v.exactOptional(v.array(v.lazy(() => CAPEX_PART))),
});

/** `optimisation.site_results.scenario_capex_breakdown`. */
export const CAPEX_BREAKDOWN = v.array(CAPEX_PART);

/** `heating.metadata.fabric_cost_breakdown`: what each intervention costs, GBP. The area in m2 must be there, and may be null. */
export const FABRIC_COST_BREAKDOWN = v.array(objectOf({ name: v.string(), area: v.nullable(NUMBER), cost: NUMBER }));

export type FabricCostBreakdownDocument = v.InferInput<typeof FABRIC_COST_BREAKDOWN>;
