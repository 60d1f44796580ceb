import { sqlComments } from '../../../sql/sql-tokens.ts';
import type { Action } from '../../../sql/statement/action.ts';
import type { LintFile } from '../../engine/lint-file.ts';
import type { Rule } from '../../engine/rule.ts';
import { doesNothing } from '../../facts/down-effect.ts';

export const emptyDown: Rule = {
  id: 'empty-down',
  group: 'reversal',
  condition: 'the up changes something, and the down does nothing; for rows alone, without a comment that says why',
  effect: 'golang-migrate lowers the version and reverts nothing; the next up runs on what is left.',
  remedy: 'Revert the up, or write "-- elementaldb: irreversible REASON".',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: ({ up, down }) =>
    up === undefined ||
    down === undefined ||
    // `empty-file` reports a file without content.
    down.text === '' ||
    down.unparsable !== undefined ||
    !doesNothing(down) ||
    doesNothing(up) ||
    (changesRowsOnly(up) && isExplained(down.text)) ||
    /--[ \t]*elementaldb:[ \t]*irreversible/i.test(up.text + down.text)
      ? []
      : [{ file: down.path, index: undefined, what: 'the down reverts nothing' }],
};

const ABOUT_ROWS: ReadonlySet<Action['kind']> = new Set(['insert', 'update', 'delete', 'setting', 'transaction']);

/** As far as can be seen: what a DO block does is not. */
function changesRowsOnly({ statements }: LintFile): boolean {
  return statements.every(({ actions }) => actions.every(({ kind }) => ABOUT_ROWS.has(kind)));
}

/** A sentence rather than a word. */
function isExplained(text: string): boolean {
  return sqlComments(text).some((comment) => (comment.text.match(/\p{L}{2,}/gu) ?? []).length > 2);
}
