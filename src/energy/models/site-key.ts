import type { Site } from '../world/site.ts';

/** All that a site's years depend on, as the key of what is remembered. */
export function siteYearKey(seed: number, site: Site, year: number): string {
  return `${seed} ${year} ${JSON.stringify(site)}`;
}
