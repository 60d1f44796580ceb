import { join } from 'node:path';

import { readCacheFile, writeCacheFile } from '../../support/cache-file.ts';
import { cacheFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { isObject } from '../../support/json.ts';
import type { CheckedMigration } from './pass-results.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { Plan } from '../plan.ts';
import { checkedOf, entryOf, prefixKeys, textKey } from './verdict-entry.ts';
import type { Verdict, VerdictEntry } from './verdict.ts';

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

interface Stored {
  entries: Record<string, VerdictEntry>;
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
      return entry && checkedOf(plan, source, entry);
    },
    findClientData: () => stored.clientData[dataVersion],
    // A part of a chain has no kinds of objects that the longer chains do not have.
    uncovered: () => stored.uncovered[last] ?? [...new Set(Object.values(stored.uncovered).flat())].toSorted(),
    keep(checked, clientData, uncovered) {
      const fresh = checked.map((each): readonly [string, VerdictEntry] => [
        keys.get(each.source.migration.version) ?? '',
        entryOf(plan, each),
      ]);
      const all: Stored = {
        entries: added(stored.entries, fresh),
        clientData: added(stored.clientData, clientData === undefined ? [] : [[dataVersion, clientData]]),
        uncovered: added(stored.uncovered, [[last, [...uncovered]]]),
      };
      writeCacheFile(file, JSON.stringify(all), MAX_CHAINS);
    },
  };
}

/** The newest entries are last; the oldest are removed. */
function added<T>(old: Readonly<Record<string, T>>, fresh: readonly (readonly [string, T])[]): Record<string, T> {
  const own = new Set(fresh.map(([key]) => key));
  const kept = Object.entries(old).filter(([key]) => !own.has(key));
  return Object.fromEntries([...kept, ...fresh].slice(-MAX_ENTRIES));
}

/** Chains with the same first migration share a file. */
function firstKey({ chain }: Plan): string {
  const first = chain[0];
  return first === undefined ? '' : `${first.migration.version} ${textKey(first.up)}`;
}

function read(file: string): Stored {
  try {
    const value: unknown = JSON.parse(readCacheFile(file)?.toString() ?? '');
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
