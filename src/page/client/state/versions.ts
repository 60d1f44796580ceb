import type { PageMigration, PageModel } from '../../model.ts';

/** What the first of all states is called in links, since it has no version. */
export const START = 'start';

/**
 * The place of a version in the migrations, counted from 1; 0 for the state before all of them.
 *
 * @param version digits, `start`, or undefined for the last one
 * @returns undefined for a version that the page does not have
 */
export function placeOf({ migrations }: PageModel, version: string | undefined): number | undefined {
  if (version === undefined) {
    return migrations.length;
  }
  const index = migrations.findIndex((each) => each.version === version);
  return version === START ? 0 : index === -1 ? undefined : index + 1;
}

/** The version at a place, as links name it. */
export function versionAt({ migrations }: PageModel, place: number): string {
  return migrations[place - 1]?.version ?? START;
}

/** The last place that the chain reached: what failed and all behind it is not part of any state. */
export function lastPlace(model: PageModel): number {
  const failed = model.failure?.version ?? null;
  const place = failed === null ? undefined : placeOf(model, failed);
  return place === undefined ? model.migrations.length : place - 1;
}

/** Version and name, as in the names of the files. */
export function migrationTitle({ version, name }: PageMigration): string {
  return name === '' ? version : `${version} ${name}`;
}
