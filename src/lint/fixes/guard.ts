import { idempotentForm } from '../../sql/idempotent/idempotent-form.ts';
import { sqlTokens } from '../../sql/sql-tokens.ts';
import type { RuleFinding, RuleContext } from '../engine/rule.ts';

/** What fixes a statement that cannot run twice: its idempotent form, and where it may stand as it is, the edit. */
export function guard({
  statement,
  file,
  given,
}: Pick<RuleContext, 'statement' | 'file' | 'given'>): Pick<RuleFinding, 'sql' | 'edits'> {
  const form = idempotentForm(statement, (_, nth) => {
    const action = statement.actions[nth];
    return action && given.get(action);
  });
  if (form === undefined) {
    return {};
  }
  // The statement's own semicolon stays where it is.
  const text = form.replace(/;$/, '');
  const verbatim = file.text.slice(statement.start, statement.end) === statement.text;
  // The last statement of a file has the comments behind it in its text.
  const end = statement.start + (sqlTokens(statement.text).at(-1)?.end ?? 0);
  return statement.within === undefined && verbatim
    ? { sql: form, edits: [{ start: statement.start, end, text }] }
    : { sql: form };
}
