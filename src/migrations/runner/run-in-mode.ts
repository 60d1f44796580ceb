import type { Client } from 'pg';

import { runScript, type ScriptOutcome } from '../../postgres/run-script.ts';
import { parseStatements } from '../../sql/parse-statements.ts';
import type { RunMode } from '../../sql/run-mode.ts';
import { gooseQueries, type QueryRange } from '../layouts/goose-queries.ts';

/** Runs a script as its tool does. Positions of errors are those in the whole script. */
export async function runInMode(client: Client, sql: string, mode: RunMode): Promise<ScriptOutcome> {
  switch (mode) {
    case 'whole':
      return runScript(client, sql);
    case 'transaction':
      return runInTransaction(client, sql);
    case 'statements':
      // A text that the grammar refuses is sent as a whole: the server says what is wrong with it.
      return runQueries(client, sql, await parseStatements(sql).catch(() => []));
    case 'queries':
      return runQueries(client, sql, gooseQueries(sql));
  }
}

async function runInTransaction(client: Client, sql: string): Promise<ScriptOutcome> {
  const begun = await runScript(client, 'BEGIN');
  if (!begun.ok) {
    return { ...begun, completed: 0, rowCounts: [] };
  }
  const outcome = await runScript(client, sql);
  if (!outcome.ok || outcome.transaction !== 'T') {
    return outcome; // The caller rolls back; a COMMIT in the script has ended the transaction.
  }
  const { completed, rowCounts, inserted } = outcome;
  return joined(outcome, { ...(await runScript(client, 'COMMIT')), completed, rowCounts, inserted });
}

async function runQueries(client: Client, sql: string, queries: readonly QueryRange[]): Promise<ScriptOutcome> {
  const [first, ...others] = queries;
  if (first === undefined) {
    return runScript(client, sql);
  }
  let all = await runQuery(client, sql, first);
  for (const query of others) {
    if (!all.ok) {
      break;
    }
    const next = await runQuery(client, sql, query);
    const rowCounts = [...all.rowCounts, ...next.rowCounts];
    all = joined(all, { ...next, rowCounts, completed: rowCounts.length, inserted: all.inserted + next.inserted });
  }
  return all;
}

async function runQuery(client: Client, sql: string, { start, end }: QueryRange): Promise<ScriptOutcome> {
  const outcome = await runScript(client, sql.slice(start, end));
  if (!outcome.ok && 'position' in outcome.error && typeof outcome.error.position === 'string') {
    // The server counts characters; JavaScript counts those outside the basic plane twice.
    outcome.error.position = String(Array.from(sql.slice(0, start)).length + Number(outcome.error.position));
  }
  return outcome;
}

/** The second outcome with what the first said before. */
function joined(before: ScriptOutcome, after: ScriptOutcome): ScriptOutcome {
  return {
    ...after,
    notices: [...before.notices, ...after.notices],
    milliseconds: before.milliseconds + after.milliseconds,
  };
}
