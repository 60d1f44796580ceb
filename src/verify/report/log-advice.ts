import type { SnapshotDiff } from '../../catalog/diff/diff.ts';

/**
 * The setting for tables that only got more rows, that a function of a trigger names, and that no statement of the files
 * writes to: they may be a log. Empty if there are none; otherwise it begins with a space.
 *
 * @param scripts the texts of the files
 */
export function offerForLogs({ rows }: SnapshotDiff, scripts: readonly (string | undefined)[]): string {
  const statements = scripts.map((sql = '') => sql.replaceAll(FUNCTION, '')).join('\n');
  const logs = rows
    .filter(({ before, lost, added, namedByTrigger }) => namedByTrigger && before !== null && lost === 0 && added !== 0)
    .map(({ table }) => table.replaceAll('"', ''))
    .filter((table) => !isWritten(table, statements));
  return logs.length === 0
    ? ''
    : ` If triggers write ${logs.join(', ')} as a log, set in the configuration: "ignoreRows": ${JSON.stringify(logs)}.`;
}

/** A function with its body. */
const FUNCTION = /\bfunction\b[^;]*?\$(\w*)\$[\s\S]*?\$\1\$/gi;

function isWritten(table: string, statements: string): boolean {
  const name = (table.split('.').at(-1) ?? table).replaceAll(/\W/g, String.raw`\W`);
  return new RegExp(
    String.raw`\b(?:insert\s+into|merge\s+into|update|copy)\s+(?:only\s+)?["\w.]*\b${name}\b`,
    'i',
  ).test(statements);
}
