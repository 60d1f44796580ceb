import { positionAt } from '../../sql/text-position.ts';
import { ElementalError } from '../../support/errors.ts';

/** A part of a text, with blanks for all that is before it: its characters keep their index and line. */
export function sectionOf(text: string, start: number, end = text.length): string {
  return text.slice(0, start).replaceAll(/[^\r\n]/g, ' ') + text.slice(start, end);
}

/** An error about a file of a layout, at an index of its text. */
export function layoutError(
  place: { path: string; text: string; index: number },
  message: string,
  hint: string,
): ElementalError {
  const { line } = positionAt(place.text, place.index);
  return new ElementalError(`${place.path}:${line}: ${message}`, { code: 'LAYOUT_SYNTAX', kind: 'migration', hint });
}

/** The index of the first line that is neither empty nor a comment of two dashes; undefined if there is none. */
export function firstStatementLine(text: string): number | undefined {
  let index = 0;
  for (const line of text.split('\n')) {
    if (line.trim() !== '' && !line.trim().startsWith('--')) {
      return index;
    }
    index += line.length + 1;
  }
  return undefined;
}
