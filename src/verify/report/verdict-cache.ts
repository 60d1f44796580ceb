import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { cacheFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { isObject } from '../../support/json.ts';
import { builderOf, temporaryName } from '../../support/publish.ts';
import type { Judged } from './findings.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { Plan } from '../plan.ts';
import { AXES, type Finding, type Verdict } from './verdict.ts';

/** Raised with whatever changes what a verdict says: entries of another edition are not looked at. */
const EDITION = '3';

/** Chains whose verdicts are kept; those used longest ago go. */
const MOST_CHAINS = 50;

/** Verdicts kept of one chain, so that switching between branches judges nothing anew. */
const MOST_ENTRIES = 5000;

/** Verdicts that an earlier run came to from the very same files on the very same build of PostgreSQL. */
export interface VerdictCache {
  /** What is known of a migration of the plan; undefined when it has to be judged. */
  find(source: MigrationSource): Judged | undefined;
  findClientData(): Verdict | undefined;
  /** What the snapshots of the last run with this chain did not cover. */
  uncovered(): string[];
  /** Keeps what was found. A cache that cannot be written costs the next run time, and is no error. */
  keep(judged: readonly Judged[], clientData: Verdict | undefined, uncovered: readonly string[]): void;
}

interface Entry {
  verdicts: Judged['verdicts'];
  unpopulated: Judged['unpopulated'];
}

interface Stored {
  entries: Record<string, Entry>;
  clientData: Record<string, Verdict>;
  uncovered: Record<string, string[]>;
}

/**
 * @param identity everything beside the files that a verdict depends on: build and settings of the server, version of
 *   this package, options
 * @param dataKey stands for the whole content, the client data included
 */
export function openVerdictCache(plan: Plan, identity: readonly string[], dataKey: string): VerdictCache {
  const root = contentHash([EDITION, ...identity, plan.prelude ?? '', String(plan.populated)]);
  const keys = prefixKeys(plan, root);
  const last = keys.get(plan.chain.at(-1)?.migration.version ?? -1n) ?? root;
  const file = join(cacheFolder(), 'verdicts', `${contentHash([root, firstKey(plan)])}.json`);
  const stored = read(file);
  // What is found in the client data names it with its path.
  const dataVersion = contentHash([dataKey, plan.clientData ?? '', last]);
  return {
    find(source) {
      const entry = stored.entries[keys.get(source.migration.version) ?? ''];
      return (
        entry && {
          source,
          verdicts: mapFiles(entry.verdicts, (kind) => filesOf(plan, source).get(kind)),
          unpopulated: entry.unpopulated,
        }
      );
    },
    findClientData: () => stored.clientData[dataVersion],
    // The state at the end of a part of the chain has nothing that no longer chain was found to have.
    uncovered: () => stored.uncovered[last] ?? [...new Set(Object.values(stored.uncovered).flat())].toSorted(),
    keep(judged, clientData, uncovered) {
      const fresh = judged.map(({ source, verdicts, unpopulated }): readonly [string, Entry] => [
        keys.get(source.migration.version) ?? '',
        { verdicts: mapFiles(verdicts, (path) => kindOf(filesOf(plan, source), path)), unpopulated },
      ]);
      write(file, {
        entries: added(stored.entries, fresh),
        clientData: added(stored.clientData, clientData === undefined ? [] : [[dataVersion, clientData]]),
        uncovered: added(stored.uncovered, [[last, [...uncovered]]]),
      });
    },
  };
}

/** The newest stand last; the oldest go. */
function added<T>(old: Readonly<Record<string, T>>, fresh: readonly (readonly [string, T])[]): Record<string, T> {
  const own = new Set(fresh.map(([key]) => key));
  const kept = Object.entries(old).filter(([key]) => !own.has(key));
  return Object.fromEntries([...kept, ...fresh].slice(-MOST_ENTRIES));
}

/** For each version a key of everything up to it. */
function prefixKeys({ chain, userRows }: Plan, root: string): Map<bigint, string> {
  let key = root;
  return new Map(
    chain.map(({ migration, up, down }) => {
      const { version } = migration;
      // Findings name the files without their folder.
      const names = [migration.up, migration.down].map((file) => basename(file ?? ''));
      key = contentHash([key, String(version), ...names, half(up), half(down), half(userRows.get(version)?.sql)]);
      return [version, key];
    }),
  );
}

/** No file is something else than an empty one. */
function half(text: string | undefined): string {
  return text === undefined ? '-' : `+${text}`;
}

/** Chains that begin alike share a file, however they go on. */
function firstKey({ chain }: Plan): string {
  const first = chain[0];
  return first === undefined ? '' : `${first.migration.version} ${half(first.up)}`;
}

/** A folder may be moved, and its verdicts stay true: findings name the kind of file instead of a path. */
function mapFiles(verdicts: Judged['verdicts'], map: (file: string) => string | undefined): Judged['verdicts'] {
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
    // Not there, or cut short: then everything is judged.
  }
  return { entries: {}, clientData: {}, uncovered: {} };
}

/** Only what this package has written has this name, and it is written in one step: its inside is not looked at. */
function isStored(value: unknown): value is Stored {
  return isObject(value) && isObject(value['entries']) && isObject(value['clientData']) && isObject(value['uncovered']);
}

function write(file: string, stored: Stored): void {
  try {
    const folder = join(file, '..');
    mkdirSync(folder, { recursive: true });
    const building = temporaryName(file);
    try {
      // An error of PostgreSQL may quote rows.
      writeFileSync(building, JSON.stringify(stored), { mode: 0o600, flag: 'wx' });
      renameSync(building, file);
    } finally {
      rmSync(building, { force: true });
    }
    tidy(folder);
  } catch {
    // A full or read-only cache: the next run judges everything again.
  }
}

function tidy(folder: string): void {
  const entries = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { path, left: builderOf(name) !== undefined, used: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  const hourAgo = Date.now() - 3_600_000;
  const dead = entries.filter(({ left, used }) => left && used < hourAgo);
  const old = entries
    .filter(({ left }) => !left)
    .toSorted((a, b) => b.used - a.used)
    .slice(MOST_CHAINS);
  for (const { path } of [...dead, ...old]) {
    rmSync(path, { force: true });
  }
}
