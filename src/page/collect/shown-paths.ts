import { basename, dirname, isAbsolute, resolve } from 'node:path';

import type { DatabaseFiles } from '../../databases/content.ts';
import type { FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import { pathFrom } from '../../report/reported.ts';
import { AXES } from '../../findings/names.ts';
import type { PageFile, PageMigration, PageModel, PageProduction } from '../model.ts';

/**
 * A path as a page shows it: from the base, with slashes. Of what lies elsewhere only the last folder and the name are left:
 * a page that is passed on tells nothing about the machine that made it.
 */
function shownPath(base: string, path: string): string {
  const fromBase = pathFrom(base, path);
  const isWithin = fromBase !== '' && fromBase !== '..' && !fromBase.startsWith('../') && !isAbsolute(fromBase);
  return isWithin ? fromBase : [basename(dirname(path)), basename(path)].filter((part) => part !== '').join('/');
}

/** The same for a folder: of one that lies elsewhere, or is the base, only its name is left. */
export function shownFolder(base: string, folder: string): string {
  const shown = shownPath(base, folder);
  return shown === pathFrom(base, folder) ? shown : basename(resolve(folder));
}

type ShowPath = <T extends string | null | undefined>(given: T) => T | string;

type ShowText = (given: string) => string;

/** The paths that messages may hold. */
export interface KnownPaths {
  /** The folder of the migrations. */
  folder: string;
  files: readonly string[];
}

export function knownPaths(
  { folder, migrations }: FoundMigrations,
  { clientData, prelude }: Pick<DatabaseFiles, 'clientData' | 'prelude'>,
): KnownPaths {
  const files = [...migrations.flatMap(({ up, down }) => [up, down]), clientData, prelude];
  return { folder, files: files.filter((file) => typeof file === 'string') };
}

/** The model with every path, also those in messages, as a page shows it. */
export function withShownPaths(model: PageModel, base: string, { folder, files }: KnownPaths): PageModel {
  const path: ShowPath = (given) => (typeof given === 'string' ? shownPath(base, given) : given);
  const absolute = [...files, folder].filter((each) => isAbsolute(each));
  const text: ShowText = (given) =>
    absolute.reduce(
      (changed, each) => changed.replaceAll(each, each === folder ? shownFolder(base, each) : shownPath(base, each)),
      given,
    );
  const { failure, production } = model;
  return {
    ...model,
    migrations: model.migrations.map((migration) => shownMigration(migration, path, text)),
    failure: failure && { ...failure, file: path(failure.file), lines: failure.lines.map(text) },
    notes: model.notes.map(text),
    production: production && shownProduction(production, path, text),
  };
}

function shownMigration(migration: PageMigration, path: ShowPath, text: ShowText): PageMigration {
  const file = (given: PageFile | null): PageFile | null => given && { ...given, path: path(given.path) };
  const { up, down, verdict } = migration;
  return { ...migration, up: file(up), down: file(down), verdict: verdict && shownVerdict(verdict, path, text) };
}

type Verdict = NonNullable<PageMigration['verdict']>;

function shownVerdict(verdict: Verdict, path: ShowPath, text: ShowText): Verdict {
  const verdicts = { ...verdict.verdicts };
  for (const axis of AXES) {
    const { findings } = verdicts[axis];
    verdicts[axis] = {
      ...verdicts[axis],
      findings: findings.map((found) => ({
        ...found,
        ...(found.file === undefined ? {} : { file: path(found.file) }),
        what: text(found.what),
        fix: text(found.fix),
        details: found.details.map(text),
      })),
    };
  }
  return { ...verdict, up: path(verdict.up), down: path(verdict.down), verdicts };
}

function shownProduction(production: PageProduction, path: ShowPath, text: ShowText): PageProduction {
  const { drift, notes } = production;
  return {
    ...production,
    drift: drift && drift.map((each) => ({ ...each, file: path(each.file) })),
    notes: notes.map(text),
  };
}
