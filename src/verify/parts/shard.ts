import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { UsageError } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import type { Shard } from '../../support/shard.ts';
import { toolEdition } from '../../support/tool-version.ts';
import type { Plan } from '../plan.ts';
import type { Outcome } from '../report/pass-results.ts';
import { checkedOf, entryOf, prefixKeys } from '../report/verdict-entry.ts';
import type { ShardResult, Verdict } from '../report/verdict.ts';
import { cutPlan } from './cut-plan.ts';
import { joinOutcomes } from './join-outcomes.ts';

/** The plan of one shard; one without migrations if there are more shards than migrations. */
export function planOfShard(plan: Plan, shard: Shard): Plan {
  return (
    cutPlan(plan, shard.of)[shard.number - 1] ?? { ...plan, chain: [], selected: new Set(), clientData: undefined }
  );
}

/** The result of a shard, from what its part of the plan showed. */
export function shardResult(
  part: Plan,
  shard: Shard,
  { whole, outcome, server }: { whole: string; outcome: Outcome; server: ShardResult['server'] },
): ShardResult {
  return {
    ...shard,
    whole,
    server,
    verdicts: Object.fromEntries(
      outcome.checked.map((each) => [String(each.source.migration.version), entryOf(part, each)]),
    ),
    clientData: outcome.clientData && withPath(outcome.clientData, part.clientData, CLIENT_DATA),
    uncovered: outcome.uncovered,
    notes: outcome.notes,
  };
}

/**
 * What all shards of a plan found.
 *
 * @param key by `keyOfWhole`
 * @throws UsageError `SHARDS_DIFFER` when they are not of this plan, or not of the same server; `SHARDS_INCOMPLETE` when one
 *   is missing or there twice
 */
export function joinShards(
  plan: Plan,
  key: string,
  results: readonly ShardResult[],
): { outcome: Outcome; server: ShardResult['server'] } {
  assertOfOneRun(key, results);
  const [first] = results;
  const of = first?.of ?? 1;
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter(
    (each) => !results.some(({ number }) => number === each),
  );
  if (first === undefined || missing.length > 0 || results.length > of) {
    const what =
      missing.length > 0 ? `the report of shard ${listed(missing)} of ${of} is missing` : 'a shard is there twice';
    throw new UsageError(what, { code: 'SHARDS_INCOMPLETE', hint: 'Name the report of each shard once.' });
  }
  const parts = results
    .toSorted((a, b) => a.number - b.number)
    .map(({ verdicts, clientData, uncovered, notes, ...shard }) => {
      const checked = plan.chain.flatMap((source) => {
        const entry = verdicts[String(source.migration.version)];
        return entry === undefined ? [] : [checkedOf(plan, source, entry)];
      });
      return {
        part: planOfShard(plan, shard),
        outcome: {
          checked,
          clientData: clientData && withPath(clientData, CLIENT_DATA, plan.clientData),
          uncovered,
          notes,
        },
      };
    });
  return { outcome: joinOutcomes(plan, parts), server: first.server };
}

function assertOfOneRun(key: string, results: readonly ShardResult[]): void {
  for (const { number, of, whole, server } of results) {
    const first = results[0] ?? { server, of };
    const refused =
      whole !== key
        ? [
            'other migrations, other options, or another version of elementaldb',
            'Merge with the files, the options and the version that all shards were verified with.',
          ]
        : server.kind !== first.server.kind || server.version !== first.server.version
          ? [`another server than the first: ${server.kind} ${server.version}`, 'Verify all on the same PostgreSQL.']
          : of !== first.of
            ? [`another number of shards than the first: ${first.of}`, 'Verify all with the same number of shards.']
            : undefined;
    if (refused !== undefined) {
      const [what, hint = ''] = refused;
      throw new UsageError(`shard ${number}/${of} has ${what}`, { code: 'SHARDS_DIFFER', hint });
    }
  }
}

/** Tells apart everything that the verdicts of a plan depend on, except the build of the server. */
export async function keyOfWhole(
  plan: Plan,
  { user, settings }: { user?: string | undefined; settings?: Readonly<Record<string, string>> | undefined },
): Promise<string> {
  const root = contentHash([
    toolEdition(),
    plan.clientData === undefined ? '' : await hashOfFile(plan.clientData),
    plan.clientRows?.key ?? '',
    contentHash(plan.preludes),
    JSON.stringify([
      plan.populated,
      plan.databaseName,
      plan.ignoreRows,
      [...plan.selected].map(String),
      user,
      Object.entries(settings ?? {})
        .map(([name, value]) => `${name}=${value}`)
        .toSorted(),
    ]),
  ]);
  return prefixKeys(plan, root).get(plan.chain.at(-1)?.migration.version ?? -1n) ?? root;
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What stands for the path of the client data in a report. */
const CLIENT_DATA = 'client data';

function withPath(verdict: Verdict, from = '', to = ''): Verdict {
  if (from === '') {
    return verdict;
  }
  return {
    ...verdict,
    findings: verdict.findings.map((found) => ({
      ...found,
      file: found.file === from ? to : found.file,
      details: found.details.map((line) => line.replaceAll(from, to)),
    })),
  };
}

function listed(numbers: readonly number[]): string {
  return numbers.length <= 5 ? numbers.join(', ') : `${numbers.slice(0, 5).join(', ')} and ${numbers.length - 5} more`;
}
