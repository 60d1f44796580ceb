import type { SqlStatement } from '../../sql/parse-statements.ts';

const SHOWN_CHARACTERS = 70;

/** A statement on one line, with its line in the file. */
export function statementLine({ line, text }: Pick<SqlStatement, 'line' | 'text'>): string {
  const shown = text.replaceAll(/\s+/g, ' ');
  return `line ${line}: ${shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown}`;
}
