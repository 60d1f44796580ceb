import { basename } from 'node:path';

import type { PostgresServer } from '../../servers/server.ts';
import type { AppliedUp } from '../empty-pass/empty-pass.ts';
import type { EmptyTrialResult, FoundOnClientRows } from '../report/pass-results.ts';
import type { Axis, Finding } from '../report/verdict.ts';
import { stoppedFinding } from '../sandbox/stopped.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import { checkClientData } from './check-client-data.ts';
import type { ClientRows } from './client-rows.ts';
import { runClientDataTrial } from './client-data-trial.ts';

export interface ClientDataPassOptions {
  /** The ups that ran on empty tables, in order. */
  applied: readonly AppliedUp[];
  /** What the empty pass found about the selected ones. */
  results: readonly EmptyTrialResult[];
  onProgress: (step: string) => void;
}

/** What the pass found, and a sentence where it could not begin. */
export interface ClientDataPass {
  found: FoundOnClientRows;
  note?: string | undefined;
}

/**
 * Tries the migrations after the version of the client data on its rows: loads them at that version and goes on from there.
 * Ends at the first migration after which the state is not known. The database is recreated.
 */
export async function runClientDataPass(
  server: PostgresServer,
  database: TrialDatabase,
  { file, version }: ClientRows,
  { applied, results, onProgress }: ClientDataPassOptions,
): Promise<ClientDataPass> {
  const found = new Map<bigint, ReadonlyMap<Axis, readonly Finding[]>>();
  const count = applied.findIndex(({ source }) => source.migration.version === version) + 1;
  const bySource = new Map(results.map((result) => [result.source, result]));
  if (count === 0) {
    return {
      found,
      note: `the migrations do not lead to version ${version}, for which ${basename(file)} was written, so none was tried on its rows`,
    };
  }
  const newer = applied.slice(count).map(({ source }) => source);
  if (!newer.some((source) => bySource.has(source))) {
    return { found };
  }
  onProgress(`Loading ${basename(file)} on version ${version}`);
  const before = applied.slice(await database.recreate(count), count);
  for (const { source } of before) {
    if (!(await database.run(source.up ?? '')).ok) {
      // The session of all ups says why.
      return { found };
    }
  }
  if ((await checkClientData(server.connection(database.name), file)).status !== 'pass') {
    return {
      found,
      note: `${basename(file)} does not load on version ${version}, for which it was written, so newer migrations were not tried on its rows`,
    };
  }
  const ended = (at: number): ClientDataPass => ({
    found,
    note: newer.slice(at + 1).some((source) => bySource.has(source))
      ? `the migrations after ${newer[at]?.migration.version} were not tried on the rows of ${basename(file)}`
      : undefined,
  });
  for (const [at, source] of newer.entries()) {
    const result = bySource.get(source);
    if (result === undefined) {
      if (!(await database.run(source.up ?? '')).ok) {
        return ended(at);
      }
      continue;
    }
    onProgress(`Verifying ${source.migration.name}, with client data`);
    try {
      const trial = await runClientDataTrial(database, result);
      found.set(source.migration.version, trial.findings);
      if (!trial.goesOn) {
        return ended(at);
      }
    } catch (error) {
      const stopped = { ...stoppedFinding(source.migration.up, error), populated: true };
      found.set(source.migration.version, new Map([['applies', [stopped]]]));
      return ended(at);
    }
  }
  return { found };
}
