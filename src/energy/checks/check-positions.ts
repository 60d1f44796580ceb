import { DISTRICT_RADIUS, districtOf, kmBetween } from '../world/districts.ts';
import type { Site } from '../world/site.ts';
import { check, type Check } from './check.ts';
import { mean } from './statistics.ts';

/** Sites whose mean tells how far they lie from their towns. */
const ENOUGH = 20;

/** Whether sites lie in the district of their postcode, and spread over their town. */
export function checkPositions(sites: readonly Site[]): Check[] {
  // Sites of the user have real postcodes.
  const made = sites.filter((site) => site.place.outcodes.includes(outcodeOf(site)));
  const fromTown = made.map((site) => kmBetween(site, site.place));
  return [
    ...made.map((site) =>
      check(
        'sites',
        'km to the middle of the postcode district',
        kmBetween(site, districtOf(site.place, outcodeOf(site))),
        [0, DISTRICT_RADIUS + 0.01],
      ),
    ),
    ...(made.length < ENOUGH
      ? []
      : [check('sites', 'km to the point of the town, mean', mean(Float64Array.from(fromTown)), [1.5, 4])]),
  ];
}

function outcodeOf({ address }: Site): string {
  return address.split(', ').at(-1)?.split(' ')[0] ?? '';
}
