import { severityOfStatus, type FindingInFile } from '../../findings/finding.ts';
import { applyEdits } from '../../lint/fixes/apply-edits.ts';
import { positionFinder, type TextPosition } from '../../sql/text-position.ts';
import { pathFrom, sentence, type Reported } from '../reported.ts';

/**
 * reviewdog's diagnostic format. What `lint --fix` would change is one suggestion, so that nobody accepts half of a fix. Columns count
 * bytes; they are left out for a file whose text is unknown.
 *
 * @see https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
 */
export function formatRdjson({ findings, sources, base }: Reported): string {
  const named = new Set(findings.map(({ file }) => file));
  const texts = new Map(
    [...sources].filter(([file]) => named.has(file)).map(([file, text]) => [file, new TextInBytes(text)]),
  );
  const diagnostics = findings.map((found) => {
    const text = texts.get(found.file);
    return {
      message: sentence(found),
      location: { path: pathFrom(base, found.file), ...rangeOf(found, text) },
      severity: severityOfStatus(found.status).toUpperCase(),
      code: { value: found.code },
      ...(text === undefined || found.edits.length === 0 ? {} : { suggestions: [suggestion(found, text)] }),
    };
  });
  return JSON.stringify({ source: { name: 'elementaldb' }, diagnostics }, null, 2);
}

function rangeOf({ line, column }: FindingInFile, text: TextInBytes | undefined): { range?: { start: object } } {
  if (line === undefined) {
    return {};
  }
  return {
    range: { start: text === undefined || column === undefined ? { line } : text.inBytes({ line, column }) },
  };
}

/** The text between the first change and the last one, as the fix would leave it. */
function suggestion({ edits }: FindingInFile, { text, positionOf }: TextInBytes): object {
  const start = Math.min(...edits.map((edit) => edit.start));
  const end = Math.max(...edits.map((edit) => edit.end));
  const fixed = applyEdits(text, edits);
  return {
    range: { start: positionOf(start), end: positionOf(end) },
    text: fixed.slice(start, fixed.length - (text.length - end)),
  };
}

/** A text with places whose columns count the bytes of UTF-8, from 1. */
class TextInBytes {
  readonly text: string;
  readonly #find: (index: number) => TextPosition;
  /** Undefined if every character is one byte. */
  readonly #lines: readonly string[] | undefined;

  constructor(text: string) {
    this.text = text;
    this.#find = positionFinder(text);
    this.#lines = Buffer.byteLength(text) === text.length ? undefined : text.split('\n');
  }

  readonly positionOf = (index: number): TextPosition => this.inBytes(this.#find(index));

  /** The same place, whose column counts characters. */
  inBytes({ line, column }: TextPosition): TextPosition {
    if (this.#lines === undefined) {
      return { line, column };
    }
    const before = Array.from(this.#lines[line - 1] ?? '').slice(0, column - 1);
    return { line, column: Buffer.byteLength(before.join('')) + 1 };
  }
}
