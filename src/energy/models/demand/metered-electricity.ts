import { electricity, electricityShape } from './electricity.ts';
import { splitMeters } from './split-meters.ts';
import { electricHeat } from './electric-heat.ts';
import { installedOutput } from '../supply/installed-output.ts';
import { rounded } from '../round.ts';
import type { Site } from '../../world/site.ts';
import { monthlySum, monthsOf } from '../calendar/utc-year.ts';

/**
 * All electricity that a site uses by half-hours of a UTC year, kWh to the watt-hour, with electric heating up to the plant's capacity,
 * whether the grid gives it or the site's own panels.
 */
export function usedElectricity(seed: number, site: Site, year: number): Float64Array {
  const other = electricity(seed, site, year);
  const heat = electricHeat(seed, site, year);
  return heat === undefined ? other : other.map((kwh, i) => rounded(kwh + (heat[i] ?? 0), 1000));
}

/**
 * What the import meters of a site count by half-hours of a UTC year, kWh to the watt-hour: what it uses, less what panels that stand
 * there give at the same time. What they give beyond that is exported, and counted by another meter.
 */
export function meteredElectricity(seed: number, site: Site, year: number): Float64Array {
  const used = usedElectricity(seed, site, year);
  const output = installedOutput(seed, site, year);
  return output === undefined ? used : used.map((kwh, i) => rounded(Math.max(0, kwh - (output[i] ?? 0)), 1000));
}

/** The same by each of the import meters that there are readings of. */
export function electricityMeters(seed: number, site: Site, year: number): Float64Array[] {
  const { index, meters } = site;
  return splitMeters(seed, index, 'elec', year, meteredElectricity(seed, site, year), meters.electricity);
}

/**
 * Whether the import meter counts what simulations of the site as it is take for its load. They compute the output of panels and the
 * electricity of a heat pump themselves, so on the readings of a site with either they would count it twice. Electric heaters are no
 * component of theirs.
 */
export function metersLoad({ heating, solar }: Pick<Site, 'heating' | 'solar'>): boolean {
  return heating.kind !== 'heat_pump' && solar.every(({ installedPower }) => installedPower === 0);
}

/**
 * Half-hourly electricity of a model, kWh to the watt-hour. Where the import meter counts the load, it is the profile of the archetype,
 * scaled so that each month adds up to the bill except for rounding. Elsewhere it is the load: import and output of panels less export, and
 * less what a heat pump takes.
 */
export function synthesisedElectricity(seed: number, site: Site, year: number): Float64Array {
  if (!metersLoad(site)) {
    return site.heating.kind === 'heat_pump' ? electricity(seed, site, year) : usedElectricity(seed, site, year);
  }
  const metered = meteredElectricity(seed, site, year);
  const shape = electricityShape(seed, site, year).slice();
  for (const month of monthsOf(year)) {
    const scale = monthlySum(metered, month) / monthlySum(shape, month);
    for (let i = month.first; i < month.end; i += 1) {
      shape[i] = rounded((shape[i] ?? 0) * scale, 1000);
    }
  }
  return shape;
}
