import type { Edit } from '../../findings/finding.ts';

/**
 * The text with the edits made. Equal ones count once; of two that overlap the first is made, so that the other can be
 * made to what has come of it. New lines end as those of the text do.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let edited = '';
  let at = 0;
  let last: Edit | undefined;
  for (const edit of sorted) {
    const isSame = last?.start === edit.start && last.end === edit.end && last.text === edit.text;
    if (!isSame && edit.start >= at) {
      edited += text.slice(at, edit.start) + edit.text.replaceAll(/\r?\n/g, ending);
      at = edit.end;
      last = edit;
    }
  }
  return edited + text.slice(at);
}
