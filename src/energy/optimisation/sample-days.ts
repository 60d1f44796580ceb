import { seriesFrom, type SiteSeries } from '../models/site-year.ts';
import type { YearTotals } from './simulate.ts';

const DAY = 48;

/** Days from one of the sample to the next: no multiple of a week, so that all weekdays are in it. */
const EVERY = 15;

/** Some days of a site's series, which are simulated in a fifteenth of the time. */
export interface SampleDays {
  readonly series: SiteSeries;
  /** What the totals of the sample are in the whole year. */
  ofYear(totals: YearTotals): YearTotals;
}

/** Every fifteenth day, and the days of the most electricity and of the most heat, on which a plant or a connection fails first. */
export function sampleDays(series: SiteSeries): SampleDays {
  const days = series.halfHours / DAY;
  const chosen = new Set(Array.from({ length: Math.floor(days / EVERY) }, (_, i) => i * EVERY + Math.floor(EVERY / 2)));
  chosen.add(dayOfGreatest(series.electricity)).add(dayOfGreatest(series.heating));
  const sampled = [...chosen].toSorted((a, b) => a - b);
  const factor = days / sampled.length;
  return {
    series: seriesFrom(series, (values) => {
      const taken = new Float64Array(sampled.length * DAY);
      sampled.forEach((day, i) => {
        taken.set(values.subarray(day * DAY, (day + 1) * DAY), i * DAY);
      });
      return taken;
    }),
    ofYear: (totals) => scaled(totals, factor),
  };
}

function dayOfGreatest(values: Float64Array): number {
  let at = 0;
  for (let i = 1; i < values.length; i += 1) {
    at = (values[i] ?? 0) > (values[at] ?? 0) ? i : at;
  }
  return Math.floor(at / DAY);
}

function scaled(totals: YearTotals, factor: number): YearTotals {
  return {
    gas_used: totals.gas_used * factor,
    electricity_imported: totals.electricity_imported * factor,
    electricity_generated: totals.electricity_generated * factor,
    electricity_exported: totals.electricity_exported * factor,
    electricity_curtailed: totals.electricity_curtailed * factor,
    electrical_shortfall: totals.electrical_shortfall * factor,
    ch_shortfall: totals.ch_shortfall * factor,
    dhw_shortfall: totals.dhw_shortfall * factor,
    ch_load: totals.ch_load * factor,
    dhw_load: totals.dhw_load * factor,
    electricity_import_cost: totals.electricity_import_cost * factor,
    scope_2_emissions: totals.scope_2_emissions * factor,
    electricity_demand: totals.electricity_demand * factor,
    battery_losses: totals.battery_losses * factor,
    battery_charge: totals.battery_charge * factor,
  };
}
