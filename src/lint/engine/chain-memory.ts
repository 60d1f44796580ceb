import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';

import type { OtherLayout } from '../../configuration/layout.ts';
import { layoutNamed } from '../../migrations/layouts/all-layouts.ts';
import type { Migration } from '../../migrations/pairs/migration.ts';
import { readCacheFile, writeCacheFile } from '../../support/cache-file.ts';
import { cacheFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { dependencyVersion, toolEdition } from '../../support/tool-version.ts';
import { SchemaState, type StateParts } from '../state/schema-state.ts';
import type { CheckedPairs } from './check-pairs.ts';
import { sourceOnDisk } from './parse-file.ts';
import { toPlain } from './plain-data.ts';
import type { Found, Rule } from './rule.ts';
import type { WrongColumns } from './wrong-columns.ts';
import { fileLabel } from '../../support/file-label.ts';

/** Folders and sets of rules of which the findings are kept on the disk. */
const MAX_CHAINS = 50;

/** States kept on the disk beside those after the last two pairs, so that a change in the middle costs what follows it. */
const STATES = 20;

/** Pairs that are checked again sooner than what is known of a long chain is written. */
const SOON_CHECKED = 16;

/** What the check of a pair depends on beside its files and the pairs before it. */
export interface ChainKey {
  folder: string;
  prelude: string | undefined;
  rules: readonly Rule[];
}

/**
 * What `lintMigrations` found in the pairs of a folder: with the same memory, the next call reads and checks only from the
 * first changed pair on.
 */
export class ChainMemory {
  readonly #onDisk: boolean;
  #file = '';
  #pairs: readonly Kept[] = [];
  /** Pairs checked since the file was written. */
  #unwritten = 0;

  /** @param onDisk whether to begin with what earlier processes found, and to keep it for later ones */
  constructor(onDisk: boolean) {
    this.#onDisk = onDisk;
  }

  /** What was found in the first pairs that are as they were; the last of them has the state after it. */
  unchanged(key: ChainKey, stamps: readonly string[]): CheckedPairs[] {
    const file = fileOf(key);
    if (file !== this.#file) {
      this.#file = file;
      this.#pairs = this.#onDisk ? read(file, key.rules) : [];
    }
    const firstChanged = this.#pairs.findIndex(({ stamp }, index) => stamp !== stamps[index]);
    const same = this.#pairs.slice(0, firstChanged === -1 ? undefined : firstChanged);
    const last = same.findLastIndex(({ checked }) => checked.end !== undefined);
    return same.slice(0, last + 1).map(({ checked }) => checked);
  }

  /** @param known how many of the pairs were known */
  keep(stamps: readonly string[], pairs: readonly CheckedPairs[], known: number): void {
    if (known === pairs.length && known === this.#pairs.length) {
      return;
    }
    const fresh = pairs.slice(known).map((checked, at): Kept => ({ stamp: stamps[known + at] ?? '', checked }));
    this.#pairs = [...this.#pairs.slice(0, known), ...fresh];
    this.#unwritten += fresh.length;
    if (this.#onDisk && (pairs.length <= SOON_CHECKED || this.#unwritten > SOON_CHECKED)) {
      write(this.#file, this.#pairs);
      this.#unwritten = 0;
    }
  }
}

interface Kept {
  stamp: string;
  checked: CheckedPairs;
  /** As it was read from the disk. */
  stored?: Stored;
}

/** A pair as it is on the disk: rules by their ids, sources by their paths. */
interface Stored extends Pick<CheckedPairs, 'files' | 'suppressions'> {
  found: readonly WithRuleId<Found>[];
  wrongColumns: readonly WithRuleId<WrongColumns>[];
  sources: readonly string[];
  end: StateParts | undefined;
}

type WithRuleId<T> = Omit<T, 'rule'> & { rule: string };

/** The files of a migration as they were read, by path, and a stamp that changes when their names or contents do. */
export interface ReadFiles {
  stamp: string;
  contents: ReadonlyMap<string, Buffer>;
}

/** A file that cannot be read is left out, and has an error when it is checked. */
export function readFiles({ version, up, down, layout }: Migration): ReadFiles {
  const contents = new Map<string, Buffer>();
  for (const path of [up, down]) {
    try {
      if (path !== undefined) {
        contents.set(path, readFileSync(path));
      }
    } catch {
      // The check says why.
    }
  }
  const names = [up, down].map((path) => (path === undefined ? '' : fileLabel(path)));
  const others = layout === undefined ? [] : [layout, String(version), companionsText(layout, up)];
  return { stamp: contentHash([...others, names.join('/'), ...contents.values()]), contents };
}

/** The content of files that say how the up runs. */
function companionsText(layout: OtherLayout, up: string | undefined): string {
  const paths = up === undefined ? [] : (layoutNamed(layout).companions?.(up) ?? []);
  return paths.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : '')).join('\0');
}

/** The folder is part of it, since findings hold paths. */
function fileOf({ folder, prelude = '', rules }: ChainKey): string {
  const parser = dependencyVersion('libpg-query');
  const parts = [toolEdition(), String(builtAt()), parser, resolve(folder), prelude, ...rules.map(({ id }) => id)];
  return `${contentHash(parts)}.v8`;
}

/** Another build of the same version may have other rules. */
function builtAt(): number {
  return statSync(fileURLToPath(import.meta.url)).mtimeMs;
}

function read(file: string, rules: readonly Rule[]): Kept[] {
  try {
    const bytes = readCacheFile(join(cacheFolder(), 'lint', file));
    const stored: unknown = bytes && deserialize(bytes);
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    return isStored(stored)
      ? stored.map(([stamp, each]) => ({ stamp, checked: restored(each, byId), stored: each }))
      : [];
  } catch {
    // Truncated, or of another version of Node: then everything is checked.
    return [];
  }
}

/** Only this package writes files of this name, in one step: their content needs no validation. */
function isStored(value: unknown): value is (readonly [stamp: string, pair: Stored])[] {
  return Array.isArray(value);
}

function restored(
  { found, wrongColumns, files, suppressions, sources, end }: Stored,
  rules: ReadonlyMap<string, Rule>,
): CheckedPairs {
  return {
    found: found.flatMap((each) => {
      const rule = rules.get(each.rule);
      return rule === undefined ? [] : [{ ...each, rule }];
    }),
    wrongColumns: wrongColumns.flatMap((each) => {
      const rule = rules.get(each.rule);
      return rule?.on === 'column' ? [{ ...each, rule }] : [];
    }),
    files,
    suppressions,
    sources: sources.map(sourceOnDisk),
    end: end && SchemaState.restore(end),
  };
}

function write(file: string, pairs: readonly Kept[]): void {
  const withState = placesOfStates(pairs);
  const copies = new WeakMap<object, unknown>();
  for (const { stored } of pairs) {
    keepAsItIs(stored?.end, copies);
  }
  const stored = pairs.map(({ stamp, checked, stored: known }, index) => {
    const end = withState.has(index) ? toPlain(checked.end?.parts, copies) : undefined;
    const pair = { ...(known ?? storable(checked)), end };
    return [stamp, pair];
  });
  try {
    writeCacheFile(join(cacheFolder(), 'lint', file), serialize(stored), MAX_CHAINS);
  } catch {
    // No folder for the cache: the next run checks everything again.
  }
}

/** The pairs whose states are kept: the last two, and before them about `STATES`, with some distance between each other. */
function placesOfStates(pairs: readonly Kept[]): Set<number> {
  const distance = Math.ceil(pairs.length / STATES / 2);
  const places = new Set<number>();
  let last = -distance;
  for (const [index, { checked }] of pairs.entries()) {
    if (checked.end !== undefined && (index - last >= distance || index >= pairs.length - 2)) {
      places.add(index);
      last = index;
    }
  }
  return places;
}

function storable({ found, wrongColumns, files, suppressions, sources }: CheckedPairs): Omit<Stored, 'end'> {
  return {
    found: found.map((each) => ({ ...each, rule: each.rule.id })),
    wrongColumns: wrongColumns.map((each) => ({ ...each, rule: each.rule.id })),
    files,
    suppressions,
    sources: sources.map(({ path }) => path),
  };
}

/** What was read from the disk needs no copy: states that share it go on doing so. */
function keepAsItIs(state: StateParts | undefined, copies: WeakMap<object, unknown>): void {
  for (const parts of state === undefined ? [] : [state.tables, state.indexes, state.objects, state.properties]) {
    for (const part of parts) {
      if (part !== undefined && !copies.has(part)) {
        copies.set(part, part);
        part.forEach((value) => copies.set(value, value));
      }
    }
  }
}
