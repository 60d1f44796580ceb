import { createWorld } from '../world/create-world.ts';
import type { World, WorldOptions } from '../world/world.ts';
import { readMeterFile } from './meter-file.ts';
import { meterProfile } from './meter-profile.ts';
import { readSitesFile } from './sites-file.ts';

/** Files of the user that shape a world. */
export interface WorldFiles {
  /** CSV with sites, which take the place of made-up ones. */
  readonly sitesFile?: string | undefined;
  /** CSV with half-hours of a meter, whose statistics site 0 gets. */
  readonly match?: string | undefined;
}

/** A world with what files say of it. @throws the errors of `createWorld`, `readSitesFile` and `readMeterFile` */
export async function chosenWorldFiles(options: WorldOptions, { sitesFile, match }: WorldFiles): Promise<World> {
  const given = sitesFile === undefined ? undefined : await readSitesFile(sitesFile);
  const chosen: WorldOptions = given === undefined ? options : { ...options, given, sites: given.length };
  const world = createWorld(chosen);
  return match === undefined
    ? world
    : createWorld({ ...chosen, meter: meterProfile(await readMeterFile(match), world.site(0)) });
}
