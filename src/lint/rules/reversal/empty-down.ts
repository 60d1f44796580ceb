import { sqlComments } from '../../../sql/sql-tokens.ts';
import type { Rule } from '../../engine/rule.ts';
import { doesNothing } from '../../facts/down-effect.ts';

export const emptyDown: Rule = {
  id: 'empty-down',
  group: 'reversal',
  condition: 'the up changes something, and the down does nothing and has no comment that says why',
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
    isExplained(down.text) ||
    /--[ \t]*elementaldb:[ \t]*irreversible/i.test(up.text + down.text)
      ? []
      : [{ file: down.path, index: undefined, what: 'the down reverts nothing' }],
};

/** How a statement begins, also one whose semicolon is missing or in another line. */
const COMMENTED_OUT = new RegExp(
  String.raw`^[-/*\s]*(?:` +
    [
      String.raw`(?:drop|alter|create|create\s+or\s+replace|comment\s+on|truncate)\s+(?:unique\s+|materialized\s+)?` +
        '(?:table|view|index|column|schema|type|function|trigger|sequence|policy|role|extension|domain|constraint)',
      String.raw`delete\s+from`,
      String.raw`insert\s+into`,
      String.raw`update\s+\S+\s+set`,
      String.raw`(?:grant|revoke)\s+.+\s+(?:to|from)`,
    ].join('|') +
    String.raw`)\b`,
  'i',
);

/** By a sentence, not by a note such as "nothing to do", a plan, or a statement that was commented out. */
function isExplained(text: string): boolean {
  return sqlComments(text).some(
    (comment) =>
      (comment.text.match(/\p{L}{2,}/gu) ?? []).length > 3 &&
      !/\b(?:TODO|FIXME)\b|;\s*(?:\*\/)?\s*$/i.test(comment.text) &&
      !COMMENTED_OUT.test(comment.text),
  );
}
