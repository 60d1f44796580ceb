import { INSTALLED_SHARES } from '../world/installed-panels.ts';
import type { Site } from '../world/site.ts';
import type { World } from '../world/world.ts';
import { check, type Check } from './check.ts';

/** Sites that are looked at, and those that a share must be of: it says nothing of fewer. */
const SITES = 2000;
const ENOUGH = 200;

/** Whether as many sites of a world as in Great Britain have panels already, and some have several meters or readings of one fuel only. */
export function checkEquipment(world: World): Check[] {
  const { options } = world;
  // Sites of the user have what their file says.
  if (options.given !== undefined || options.sites < ENOUGH) {
    return [];
  }
  const count = Math.min(options.sites, SITES);
  const sites = Array.from({ length: count }, (_, i) => world.site(Math.floor((i * options.sites) / count)));
  const share = (isSuch: (site: Site) => boolean): number => sites.filter(isSuch).length / count;
  const expected = sites.reduce((sum, { archetype }) => sum + INSTALLED_SHARES[archetype], 0) / count;
  // Four standard deviations of a share: what chance does not do.
  const chance = 4 * Math.sqrt(expected / count);
  return [
    check(
      'sites',
      'share with panels that stand',
      share(({ solar }) => solar.some(({ installedPower }) => installedPower > 0)),
      [expected - chance, expected + chance],
    ),
    check(
      'sites',
      'share with two meters of a kind',
      share(({ meters }) => meters.electricity > 1 || meters.fuel > 1),
      [0.02, 0.4],
    ),
  ];
}
