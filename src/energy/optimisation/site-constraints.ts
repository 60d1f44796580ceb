import type { ConstraintsDocument } from '../documents/objectives.ts';
import { yearlyHeat } from '../models/demand/heat-demand.ts';
import type { Site } from '../world/site.ts';
import type { Metrics } from './metrics.ts';

/** What a site may lack at most: kW on the coldest day, kWh of heat and of electricity in a year. */
export type SiteConstraints = Readonly<
  Record<'peak_hload_shortfall' | 'total_heat_shortfall' | 'total_electrical_shortfall', { readonly max: number }>
>;

/** Of a year's heat, what rooms and tanks tide over: half-hours in which more is asked for than a plant gives. */
const TIDED_OVER = 0.001;

/** The constraints of a site, as `site_task_config` has them. */
export function siteConstraints(seed: number, site: Site): SiteConstraints {
  return {
    peak_hload_shortfall: { max: 0 },
    total_heat_shortfall: { max: Math.ceil(yearlyHeat(seed, site) * TIDED_OVER) },
    total_electrical_shortfall: { max: 0 },
  } satisfies ConstraintsDocument;
}

/** Whether a site lacks no more than it may. */
export function isWithin(constraints: SiteConstraints, { summed, totals }: Metrics): boolean {
  return (
    summed.peak_hload_shortfall <= constraints.peak_hload_shortfall.max &&
    totals.heat_shortfall <= constraints.total_heat_shortfall.max &&
    totals.electrical_shortfall <= constraints.total_electrical_shortfall.max
  );
}
