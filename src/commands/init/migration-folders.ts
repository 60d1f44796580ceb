import { parseFileName } from '../../migrations/pairs/file-name.ts';

/** A folder that contains migration pairs as golang-migrate names them. */
export interface MigrationFolder {
  /** Relative to the repository, with `/`. */
  folder: string;
  /** How many up files it has. */
  ups: number;
  /** How many versions have both files. */
  pairs: number;
}

/** Folders with `NNN_name.up.sql`: the one with most first, of equal ones the one nearest to the root. */
export function findMigrationFolders(paths: Iterable<string>): MigrationFolder[] {
  const folders = new Map<string, { up: Set<bigint>; down: Set<bigint> }>();
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    const file = parseFileName(path.slice(slash + 1));
    if (file === undefined || !/(?:^|\.)sql$/.test(file.extension)) {
      continue;
    }
    const folder = slash === -1 ? '.' : path.slice(0, slash);
    const versions = folders.get(folder) ?? { up: new Set(), down: new Set() };
    folders.set(folder, versions);
    versions[file.direction].add(file.version);
  }
  return [...folders]
    .map(([folder, { up, down }]) => ({ folder, ups: up.size, pairs: [...up].filter((each) => down.has(each)).length }))
    .filter(({ ups }) => ups > 0)
    .toSorted((a, b) => b.ups - a.ups || depth(a.folder) - depth(b.folder) || (a.folder < b.folder ? -1 : 1));
}

function depth(folder: string): number {
  return folder.split('/').length;
}

/** File names of other tools. */
const OTHERS: readonly (readonly [tool: string, pattern: RegExp])[] = [
  ['Flyway', /^V[\d._]+__.+\.sql$/],
  ['Prisma', /(?:^|\/)prisma\/.*\/migration\.sql$/],
  ['Drizzle', /(?:^|\/)meta\/_journal\.json$/],
  ['Alembic', /(?:^|\/)alembic\.ini$/],
  ['Rails', /(?:^|\/)db\/migrate\/\d+_.+\.rb$/],
  ['Django', /(?:^|\/)migrations\/0001_.+\.py$/],
];

/** Migrations of other tools, each with one of its files. */
export function findOtherMigrations(paths: Iterable<string>): { tool: string; file: string }[] {
  const all = [...paths];
  return OTHERS.flatMap(([tool, pattern]) => {
    const file = all.find((path) => pattern.test(path) || pattern.test(path.slice(path.lastIndexOf('/') + 1)));
    return file === undefined ? [] : [{ tool, file }];
  });
}
