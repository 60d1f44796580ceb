import type { ClientBase } from 'pg';

import { runBatch } from '../../catalog/snapshot/batch.ts';
import { isObject } from '../../support/json.ts';

/** Why a statement failed, as the server tells it. */
export interface Failure {
  code: string;
  message: string;
  constraint: string;
  column: string;
}

/** The SQLSTATEs of violated constraints: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const VIOLATION = {
  notNull: '23502',
  foreignKey: '23503',
  unique: '23505',
  check: '23514',
  exclusion: '23P01',
} as const;

/** What became of a statement: the rows it wrote and the first value it yielded, or why it failed. */
export type Outcome = { ok: true; rows: number; answer: string | null } | { ok: false; failure: Failure };

/** Whether statements yield a value, write rows, or write rows that are undone at once: then WRITABLE is the failure. */
type Mode = 'ask' | 'write' | 'try';

/** The SQLSTATE, of a class that is nobody's, that undoes a trial which would have succeeded. */
const WRITABLE = 'EL001';

/** Whether a trial has shown that the statement can write. */
export function isWritable(outcome: Outcome | undefined): boolean {
  return outcome?.ok === false && outcome.failure.code === WRITABLE;
}

const RUN: Readonly<Record<Mode, string>> = {
  ask: 'EXECUTE statement INTO answer',
  write: 'EXECUTE statement; GET DIAGNOSTICS written = ROW_COUNT',
  try: `EXECUTE statement; GET DIAGNOSTICS written = ROW_COUNT;
      IF written > 0 THEN RAISE SQLSTATE '${WRITABLE}'; END IF`,
};

/**
 * Runs statements one after the other in one round trip, each in a subtransaction of its own, so that one that fails
 * leaves nothing behind and the next ones run all the same. The client must be in a transaction, or `opening`, which runs
 * before them, begins one.
 *
 * https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING
 */
export async function attempt(
  client: ClientBase,
  mode: Mode,
  statements: readonly string[],
  opening: readonly string[] = [],
): Promise<Outcome[]> {
  if (statements.length === 0) {
    await runBatch(client, opening);
    return [];
  }
  const block = `
DECLARE
  statement text; answer text; written bigint := 0; outcomes text[] := '{}';
  failed_code text; failed_message text; failed_constraint text; failed_column text;
BEGIN
  FOREACH statement IN ARRAY ARRAY[${statements.map(dollarQuote).join(',\n')}]::text[] LOOP
    BEGIN
      ${RUN[mode]};
      outcomes := outcomes || pg_catalog.jsonb_build_object('ok', true, 'rows', written, 'answer', answer)::text;
    EXCEPTION WHEN OTHERS OR ASSERT_FAILURE THEN
      GET STACKED DIAGNOSTICS failed_code = RETURNED_SQLSTATE, failed_message = MESSAGE_TEXT,
        failed_constraint = CONSTRAINT_NAME, failed_column = COLUMN_NAME;
      outcomes := outcomes || pg_catalog.jsonb_build_object('ok', false, 'failure', pg_catalog.jsonb_build_object(
        'code', failed_code, 'message', failed_message, 'constraint', failed_constraint, 'column', failed_column))::text;
    END;
  END LOOP;
  PERFORM pg_catalog.set_config('elementaldb.outcomes', '[' || pg_catalog.array_to_string(outcomes, ',') || ']', true);
END`;
  const yields = await runBatch(client, [
    ...opening,
    `DO ${dollarQuote(block)}`,
    `SELECT pg_catalog.current_setting('elementaldb.outcomes')`,
  ]);
  const outcomes: unknown = JSON.parse(yields.at(-1)?.rows[0]?.[0] ?? '[]');
  return Array.isArray(outcomes) ? outcomes.filter(isOutcome) : [];
}

function isOutcome(value: unknown): value is Outcome {
  return isObject(value) && typeof value['ok'] === 'boolean';
}

/** Texts within texts grow with every level of quotes; between dollars they stay as they are. */
function dollarQuote(text: string): string {
  let tag = '$q$';
  for (let i = 0; text.includes(tag.slice(0, -1)); i += 1) {
    tag = `$q${i}$`;
  }
  return `${tag}${text}${tag}`;
}
