import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import type { OtherLayout } from '../../configuration/layout.ts';
import { ElementalError, UsageError } from '../../support/errors.ts';
import { LARGEST_VERSION } from '../pairs/file-name.ts';
import type { FolderFinding } from '../pairs/folder-finding.ts';
import type { Migration } from '../pairs/migration.ts';
import { readSqlFile } from '../pairs/read-migration.ts';
import { layoutNamed } from './all-layouts.ts';
import type { Layout, LayoutFileName } from './layout.ts';
import { numberVersions } from './number-versions.ts';

/** A file of a layout. */
interface LayoutFile extends LayoutFileName {
  path: string;
}

interface NumberedFile extends LayoutFile {
  number: bigint;
}

/**
 * The migrations of a folder in another tool's layout, in the order in which that tool runs them. Each file is read, so that
 * what the tool would refuse is an error before anything runs.
 *
 * @throws ElementalError (kind `migration`) `LAYOUT_SYNTAX`, `MIGRATIONS_AMBIGUOUS`, `LAYOUT_ORDER`, `LAYOUT_HAS_CODE`
 */
export async function findInLayout(
  folder: string,
  name: OtherLayout,
): Promise<{ migrations: Migration[]; findings: FolderFinding[] }> {
  const layout = layoutNamed(name);
  const files: LayoutFile[] = [];
  const findings: FolderFinding[] = [];
  for (const path of await filesOf(folder, layout)) {
    const parsed = layout.parseName(path);
    if (parsed !== undefined) {
      files.push({ ...parsed, path: join(folder, path) });
    } else if (layout.code?.test(path) === true) {
      throw new ElementalError(`${join(folder, path)} is a migration that only ${layout.tool} can run`, {
        code: 'LAYOUT_HAS_CODE',
        kind: 'migration',
        hint: `Rewrite it in SQL, or let ${layout.tool} make the database: layout: { command, files } in the configuration.`,
      });
    } else if (/\.sql$/i.test(path)) {
      findings.push(ignored(layout, join(folder, path)));
    }
  }
  const migrations = await paired(layout, numbered(files, layout));
  assertOrder(layout, migrations);
  return { migrations, findings };
}

async function filesOf(folder: string, { depth }: Layout): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: depth !== 'folder' });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => depth !== 'folder-each' || path.split('/').length <= 2)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function ignored({ tool, fileNames }: Layout, path: string): FolderFinding {
  return {
    rule: 'ignored-name',
    severity: 'error',
    file: path,
    what: `never runs: its name is not ${fileNames}`,
    why: `${tool} ignores such a file.`,
    fix: 'Rename it, or move it out of the folder.',
  };
}

/** The files with one number each. What runs after all versions has the numbers after the last. */
function numbered(files: readonly LayoutFile[], layout: Layout): NumberedFile[] {
  const versioned = files.filter(({ version }) => version.length > 0);
  const repeatable = files.filter(({ version }) => version.length === 0).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const numbers = numberVersions(
    versioned.map(({ version }) => version),
    layout,
    LARGEST_VERSION - BigInt(repeatable.length),
  );
  const last = numbers.reduce((highest, number) => (number > highest ? number : highest), 0n);
  return [
    ...versioned.map((file, index) => ({ ...file, number: numbers[index] ?? 0n })),
    ...repeatable.map((file, index) => ({ ...file, number: last + 1n + BigInt(index) })),
  ];
}

async function paired(layout: Layout, files: readonly NumberedFile[]): Promise<Migration[]> {
  const byVersion = new Map<bigint, Migration>();
  for (const { number: version, name, direction, path } of files) {
    if (version > LARGEST_VERSION) {
      throw new ElementalError(`${path}: the version ${version} is too large`, {
        code: 'LAYOUT_ORDER',
        kind: 'migration',
        hint: `Use a version up to ${LARGEST_VERSION}.`,
      });
    }
    const text = await readSqlFile(path);
    const present = byVersion.get(version);
    const migration: Migration = present ?? { version, name, up: undefined, down: undefined, layout: layout.name };
    byVersion.set(version, migration);
    for (const half of direction === 'both' ? (['up', 'down'] as const) : [direction]) {
      if (layout.script(text, half, path) === undefined) {
        continue;
      }
      const other = migration[half];
      if (other !== undefined) {
        throw new ElementalError(`${path}: has the same version (${version}) as ${other}`, {
          code: 'MIGRATIONS_AMBIGUOUS',
          kind: 'migration',
          hint: 'Give one of them another version.',
        });
      }
      migration[half] = path;
    }
    if (direction !== 'down') {
      migration.name = name;
    }
  }
  const migrations = [...byVersion.values()].toSorted((a, b) => (a.version < b.version ? -1 : 1));
  const alone = migrations.find(({ up }) => up === undefined);
  if (alone !== undefined) {
    throw new ElementalError(`${alone.down}: there is no up for this down`, {
      code: 'LAYOUT_SYNTAX',
      kind: 'migration',
      hint: 'Add the up, or remove the down.',
    });
  }
  const isForwardOnly = migrations.every(({ down }) => down === undefined);
  const lasting = new Set(files.filter(({ version }) => version.length === 0).map(({ number }) => number));
  return migrations.map((each) => ({ ...each, isForwardOnly: isForwardOnly || lasting.has(each.version) }));
}

/** A tool that sorts names runs 10 before 9: what runs here must run in the same order there. */
function assertOrder({ sortsByName = false, tool }: Layout, migrations: readonly Migration[]): void {
  const at = sortsByName
    ? migrations.findIndex(({ up = '' }, index) => index > 0 && up < (migrations[index - 1]?.up ?? ''))
    : -1;
  const [first, second] = [migrations[at - 1], migrations[at]];
  if (first !== undefined && second !== undefined) {
    throw new UsageError(`${second.up}: ${tool} sorts names, so it runs this file before ${first.up}`, {
      code: 'LAYOUT_ORDER',
      hint: 'Write all versions with the same number of digits.',
    });
  }
}
