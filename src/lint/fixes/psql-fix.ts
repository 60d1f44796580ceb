import { DumpScriptError } from '../../sql/dump/dump-script-error.ts';
import { hasPsqlLines, psqlParts } from '../../sql/dump/psql-lines.ts';
import type { RuleFinding } from '../engine/rule.ts';

/** The fix of a file that is written for psql: edits where `--fix` can make it SQL; empty if it is not for psql. */
export function psqlFix(path: string, text: string): Pick<RuleFinding, 'fix' | 'edits'> {
  if (!hasPsqlLines(text)) {
    return {};
  }
  try {
    const parts = psqlParts(path, text);
    return parts.length === 0
      ? { fix: BY_HAND }
      : { fix: WITH_FIX, edits: parts.map(({ start, end, sql }) => ({ start, end, text: sql })) };
  } catch (error) {
    if (error instanceof DumpScriptError) {
      return { fix: `Line ${error.line} is for psql. ${error.hint ?? ''}`.trimEnd() };
    }
    throw error;
  }
}

const WITH_FIX =
  'Run "elementaldb lint --fix": it writes the rows below COPY … FROM stdin as INSERT, and removes \\restrict and ' +
  '\\unrestrict.';

const BY_HAND = 'Write the rows below COPY … FROM stdin as INSERT: only psql reads them from the file.';
