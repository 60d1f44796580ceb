/**
 * How a script runs. `whole`: as one simple query, so several statements are one implicit transaction. `transaction`: the
 * same between BEGIN and COMMIT. `statements`: statement by statement, each in a transaction of its own. `queries`: the same,
 * where a query ends as goose ends it, and may hold several statements.
 */
export type RunMode = 'whole' | 'transaction' | 'statements' | 'queries';

/** Last lines that say how the script before them runs. */
const LINES: Readonly<Record<Exclude<RunMode, 'whole'>, string>> = {
  transaction: '\n--\t[the tool runs this in one transaction]',
  statements: '\n--\t[the tool runs this statement by statement]',
  queries: '\n--\t[the tool runs this query by query]',
};

/**
 * The script with a last line that says how it runs. A script is passed on as text, compared and cached as text, so the mode
 * has to be a part of it; a comment at the end changes no position in the text and nothing for who ignores it.
 */
export function withRunMode(sql: string, mode: RunMode): string {
  return mode === 'whole' || sql.trim() === '' ? sql : sql + LINES[mode];
}

/** How a script runs, and its text without the line that says so. */
export function runModeOf(sql: string): { sql: string; mode: RunMode } {
  for (const mode of ['transaction', 'statements', 'queries'] as const) {
    if (sql.endsWith(LINES[mode])) {
      return { sql: sql.slice(0, -LINES[mode].length), mode };
    }
  }
  return { sql, mode: 'whole' };
}
