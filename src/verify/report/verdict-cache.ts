import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { cacheFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { isObject } from '../../support/json.ts';
import { builderOf, temporaryName } from '../../support/publish.ts';
import type { CheckedMigration, Verdicts } from './pass-results.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { Plan } from '../plan.ts';
import { AXES, type Finding, type Verdict } from './verdict.ts';

/** Raised with every change of the verdicts' content: entries of another edition are ignored. */
const EDITION = '7';

/** Chains whose verdicts are kept; the least recently used ones are removed. */
const MAX_CHAINS = 50;

/** Verdicts kept of one chain, so that switching between branches checks nothing again. */
const MAX_ENTRIES = 5000;

/** Verdicts of earlier runs of the same files on the same build of PostgreSQL. */
export interface VerdictCache {
  /** Undefined when the migration has to be checked. */
  find(source: MigrationSource): CheckedMigration | undefined;
  findClientData(): Verdict | undefined;
  /** Kinds of objects that the snapshots of the last run with this chain did not cover. */
  uncovered(): string[];
  /** A cache that cannot be written only costs the next run time: no error is thrown. */
  keep(checked: readonly CheckedMigration[], clientData: Verdict | undefined, uncovered: readonly string[]): void;
}

interface Entry {
  verdicts: Verdicts;
  unpopulated: CheckedMigration['unpopulated'];
  untried: CheckedMigration['untried'];
}

interface Stored {
  entries: Record<string, Entry>;
  clientData: Record<string, Verdict>;
  uncovered: Record<string, string[]>;
}

/**
 * @param identity everything else that verdicts depend on: build and settings of the server, version of this package
 * @param dataKey hash of the whole content, including the client data
 */
export function openVerdictCache(plan: Plan, identity: readonly string[], dataKey: string): VerdictCache {
  const root = contentHash([EDITION, ...identity, ...plan.preludes, String(plan.populated), ...plan.ignoreRows]);
  const keys = prefixKeys(plan, root);
  const last = keys.get(plan.chain.at(-1)?.migration.version ?? -1n) ?? root;
  const file = join(cacheFolder(), 'verdicts', `${contentHash([root, firstKey(plan)])}.json`);
  const stored = read(file);
  // Findings on the client data hold its path.
  const dataVersion = contentHash([dataKey, plan.clientData ?? '', last]);
  return {
    find(source) {
      const entry = stored.entries[keys.get(source.migration.version) ?? ''];
      return (
        entry && {
          source,
          verdicts: mapFiles(entry.verdicts, (kind) => filesOf(plan, source).get(kind)),
          unpopulated: entry.unpopulated,
          untried: entry.untried,
        }
      );
    },
    findClientData: () => stored.clientData[dataVersion],
    // A part of a chain has no kinds of objects that the longer chains do not have.
    uncovered: () => stored.uncovered[last] ?? [...new Set(Object.values(stored.uncovered).flat())].toSorted(),
    keep(checked, clientData, uncovered) {
      const fresh = checked.map(({ source, verdicts, unpopulated, untried }): readonly [string, Entry] => [
        keys.get(source.migration.version) ?? '',
        { verdicts: mapFiles(verdicts, (path) => kindOf(filesOf(plan, source), path)), unpopulated, untried },
      ]);
      write(file, {
        entries: added(stored.entries, fresh),
        clientData: added(stored.clientData, clientData === undefined ? [] : [[dataVersion, clientData]]),
        uncovered: added(stored.uncovered, [[last, [...uncovered]]]),
      });
    },
  };
}

/** The newest entries are last; the oldest are removed. */
function added<T>(old: Readonly<Record<string, T>>, fresh: readonly (readonly [string, T])[]): Record<string, T> {
  const own = new Set(fresh.map(([key]) => key));
  const kept = Object.entries(old).filter(([key]) => !own.has(key));
  return Object.fromEntries([...kept, ...fresh].slice(-MAX_ENTRIES));
}

/** For each version a hash of everything up to it. */
function prefixKeys({ chain, userRows }: Plan, root: string): Map<bigint, string> {
  let key = root;
  return new Map(
    chain.map(({ migration, up, down }) => {
      const { version } = migration;
      // Findings hold file names without folders.
      const names = [migration.up, migration.down].map((file) => basename(file ?? ''));
      key = contentHash([
        key,
        String(version),
        ...names,
        textKey(up),
        textKey(down),
        textKey(userRows.get(version)?.sql),
      ]);
      return [version, key];
    }),
  );
}

/** A missing file differs from an empty one. */
function textKey(text: string | undefined): string {
  return text === undefined ? '-' : `+${text}`;
}

/** Chains with the same first migration share a file. */
function firstKey({ chain }: Plan): string {
  const first = chain[0];
  return first === undefined ? '' : `${first.migration.version} ${textKey(first.up)}`;
}

/** Cached findings hold the kind of file instead of a path, so that verdicts stay valid when a folder is moved. */
function mapFiles(verdicts: Verdicts, map: (file: string) => string | undefined): Verdicts {
  const mapped = { ...verdicts };
  for (const axis of AXES) {
    const findings = verdicts[axis].findings.map((found): Finding => ({
      ...found,
      file: found.file && map(found.file),
    }));
    mapped[axis] = { ...verdicts[axis], findings };
  }
  return mapped;
}

function filesOf({ userRows }: Plan, { migration }: MigrationSource): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['up', migration.up],
    ['down', migration.down],
    ['rows', userRows.get(migration.version)?.file],
  ]);
}

function kindOf(files: ReadonlyMap<string, string | undefined>, path: string): string | undefined {
  return [...files].find(([, file]) => file === path)?.[0];
}

function read(file: string): Stored {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isStored(value)) {
      return value;
    }
  } catch {
    // Missing or truncated: then everything is checked.
  }
  return { entries: {}, clientData: {}, uncovered: {} };
}

/** Files of this name are only written by this package, in one step, so their entries need no validation. */
function isStored(value: unknown): value is Stored {
  return isObject(value) && isObject(value['entries']) && isObject(value['clientData']) && isObject(value['uncovered']);
}

function write(file: string, stored: Stored): void {
  try {
    const folder = join(file, '..');
    mkdirSync(folder, { recursive: true });
    const building = temporaryName(file);
    try {
      // For this user only: an error of PostgreSQL may quote rows.
      writeFileSync(building, JSON.stringify(stored), { mode: 0o600, flag: 'wx' });
      renameSync(building, file);
    } finally {
      rmSync(building, { force: true });
    }
    prune(folder);
  } catch {
    // A full or read-only cache: the next run checks everything again.
  }
}

function prune(folder: string): void {
  const entries = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { path, left: builderOf(name) !== undefined, used: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  const hourAgo = Date.now() - 3_600_000;
  const dead = entries.filter(({ left, used }) => left && used < hourAgo);
  const old = entries
    .filter(({ left }) => !left)
    .toSorted((a, b) => b.used - a.used)
    .slice(MAX_CHAINS);
  for (const { path } of [...dead, ...old]) {
    rmSync(path, { force: true });
  }
}
