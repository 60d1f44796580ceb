import { idempotentForm } from '../../sql/idempotent/idempotent-form.ts';
import { sqlTokens } from '../../sql/sql-tokens.ts';
import type { RuleContext, RuleFinding } from '../engine/rule.ts';

/** The fix of a statement that cannot run twice: its idempotent form, and the edit if the statement can be replaced in place. */
export function guard({
  statement,
  file,
  defaultNames,
}: Pick<RuleContext, 'statement' | 'file' | 'defaultNames'>): Pick<RuleFinding, 'sql' | 'edits'> {
  const sql = idempotentForm(statement, (_, nth) => {
    const action = statement.actions[nth];
    return action && defaultNames.get(action);
  });
  if (sql === undefined) {
    return {};
  }
  const verbatim = file.text.slice(statement.start, statement.end) === statement.text;
  if (statement.within !== undefined || !verbatim) {
    return { sql };
  }
  // The statement's own semicolon stays; the last statement of a file includes the comments after it.
  const end = statement.start + (sqlTokens(statement.text).at(-1)?.end ?? 0);
  return { sql, edits: [{ start: statement.start, end, text: sql.replace(/;$/, '') }] };
}
