import { commentsWithBlocks } from '../../sql/block-comments.ts';

/** Whether the comment of verify says that the up cannot be reverted. */
export function isIrreversible(text: string): boolean {
  return /--[ \t]*elementaldb:[ \t]*irreversible/i.test(text);
}

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

/** Whether a down that does nothing says why: by a sentence, not by a note such as "nothing to do", a plan, or a statement that was commented out. */
export function isExplained(text: string): boolean {
  return commentsWithBlocks(text).some(
    (comment) =>
      (comment.text.match(/\p{L}{2,}/gu) ?? []).length > 3 &&
      !/\b(?:TODO|FIXME)\b|;\s*(?:\*\/)?\s*$/i.test(comment.text) &&
      !COMMENTED_OUT.test(comment.text),
  );
}
