import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import type { MigrationLayout, OtherLayout } from '../../configuration/layout.ts';
import { UsageError } from '../../support/errors.ts';
import { parseFileName } from '../pairs/file-name.ts';

/** A layout, and the file that it was recognized by. */
export interface DetectedLayout {
  layout: MigrationLayout;
  file: string;
}

/**
 * The layout of a folder, by the names and markers of its files.
 *
 * @throws UsageError `LAYOUT_AMBIGUOUS` for files of several layouts, `LAYOUT_UNKNOWN` where no file belongs to any
 */
export async function detectLayout(folder: string): Promise<DetectedLayout> {
  const found = await candidatesIn(folder);
  const [first, second] = [...found];
  if (first === undefined) {
    throw new UsageError(`${folder} has no files of a known layout`, {
      code: 'LAYOUT_UNKNOWN',
      hint:
        'Name the folder with the migrations, or the layout with --layout. Migrations that are not SQL files (Prisma, Knex, ' +
        'Alembic) need layout: { command, files } in the configuration.',
    });
  }
  if (second !== undefined) {
    throw new UsageError(
      `${folder} has files of several layouts: ${[...found].map(([layout, file]) => `${file} (${layout})`).join(', ')}`,
      { code: 'LAYOUT_AMBIGUOUS', hint: 'Name the layout with --layout, or move the files of the others away.' },
    );
  }
  return { layout: first[0], file: first[1] };
}

/** The layout other than golang-migrate's that all files of a folder belong to, for advice; undefined if none is certain. */
export async function otherLayoutOf(folder: string): Promise<OtherLayout | undefined> {
  const found = await candidatesIn(folder).catch(() => new Map<MigrationLayout, string>());
  const [only, ...others] = found.keys();
  return others.length > 0 || only === 'golang-migrate' ? undefined : only;
}

/** For each layout the first file that belongs to it. */
async function candidatesIn(folder: string): Promise<Map<MigrationLayout, string>> {
  const found = new Map<MigrationLayout | Unmarked, string>();
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const layout = entry.isDirectory() ? await layoutOfFolder(path) : await layoutOfFile(path);
    if (layout !== undefined && !found.has(layout)) {
      found.set(layout, entry.name);
    }
  }
  return named(folder, found);
}

/** Names that several tools use: pairs, numbered files without a marker, and `V1__name.sql`. */
type Unmarked = 'pairs' | 'numbered' | 'versioned';

/** The layouts of files whose names several tools use, by the other files and by the dependencies of a Rust project. */
async function named(
  folder: string,
  found: ReadonlyMap<MigrationLayout | Unmarked, string>,
): Promise<Map<MigrationLayout, string>> {
  const all = new Map<MigrationLayout, string>();
  for (const [layout, file] of found) {
    switch (layout) {
      case 'pairs':
        set(all, (await isRustProjectWith(folder, 'sqlx')) ? 'sqlx' : 'golang-migrate', file);
        break;
      case 'numbered':
        if (!found.has('node-pg-migrate')) {
          // There a file without a marker is an up.
          set(all, (await isRustProjectWith(folder, 'sqlx')) ? 'sqlx' : 'timestamps', file);
        }
        break;
      case 'versioned':
        if (!found.has('flyway')) {
          set(all, (await isRustProjectWith(folder, 'refinery')) ? 'refinery' : 'flyway', file);
        }
        break;
      default:
        set(all, layout, file);
    }
  }
  return all;
}

function set(all: Map<MigrationLayout, string>, layout: MigrationLayout, file: string): void {
  if (!all.has(layout)) {
    all.set(layout, file);
  }
}

async function layoutOfFolder(path: string): Promise<MigrationLayout | Unmarked | undefined> {
  const inside = await readdir(path).catch((): string[] => []);
  if (inside.includes('up.sql') && !basename(path).startsWith('.')) {
    return 'diesel';
  }
  return inside.some((name) => VERSIONED.test(name)) ? 'versioned' : undefined;
}

/** Markers, which are unmistakable, before names. */
async function layoutOfFile(path: string): Promise<MigrationLayout | Unmarked | undefined> {
  const name = basename(path);
  if (REPEATABLE.test(name)) {
    return 'flyway';
  }
  if (VERSIONED.test(name)) {
    return 'versioned';
  }
  const isPair = parseFileName(name) !== undefined;
  if (!/^[0-9].*\.sql$/.test(name)) {
    return isPair ? 'pairs' : undefined;
  }
  const text = await readFile(path, 'utf8');
  const marked = MARKERS.find(([, marker]) => marker.test(text))?.[0];
  return marked ?? (isPair ? 'pairs' : /^[0-9]+[-_](?!.*\.(?:up|down)\.sql$)/.test(name) ? 'numbered' : undefined);
}

const VERSIONED = /^[VU][0-9][0-9._]*__.*\.sql$/;

const REPEATABLE = /^R__.*\.sql$/;

const MARKERS: readonly (readonly [MigrationLayout, RegExp])[] = [
  ['goose', /^--[^\S\n]*\+goose\s+up\b/im],
  ['dbmate', /^--[^\S\n]*migrate:(?:up|down)\b/m],
  ['node-pg-migrate', /^\s*--[\s-]*(?:up|down)\s+migration\b/im],
];

/** Folders above the migrations in which Cargo.toml is looked for, up to the top of the repository. */
const MOST_PARENTS = 5;

async function isRustProjectWith(folder: string, crate: string): Promise<boolean> {
  let parent = resolve(folder);
  for (let count = 0; count < MOST_PARENTS; count += 1) {
    const text = await readFile(join(parent, 'Cargo.toml'), 'utf8').catch(() => '');
    if (new RegExp(`^\\s*(?:\\[.*dependencies\\.)?"?${crate}\\b`, 'm').test(text)) {
      return true;
    }
    if (existsSync(join(parent, '.git'))) {
      return false;
    }
    parent = dirname(parent);
  }
  return false;
}
