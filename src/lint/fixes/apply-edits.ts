import type { Edit } from '../../findings/finding.ts';

/**
 * The text with the edits made. Equal ones count once; of two that overlap the first is made, so that the other can be
 * made to what has come of it.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let edited = '';
  let at = 0;
  let last: Edit | undefined;
  for (const edit of sorted) {
    const isSame = last?.start === edit.start && last.end === edit.end && last.text === edit.text;
    if (!isSame && edit.start >= at) {
      edited += text.slice(at, edit.start) + edit.text;
      at = edit.end;
      last = edit;
    }
  }
  return edited + text.slice(at);
}
