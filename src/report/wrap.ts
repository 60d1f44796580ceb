/** More lines than this say no more to a person: a row's text may be megabytes long. */
const MOST_LINES = 5;

/**
 * Breaks a line that is wider than `width` at blanks, or within a word that is wider itself; what follows is indented by
 * two more than the line is. At most five lines are kept; an ellipsis says that there was more.
 */
export function wrap(line: string, width: number): string[] {
  const indent = ' '.repeat(line.length - line.trimStart().length + 2);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width && lines.length < MOST_LINES - 1) {
    const blank = rest.lastIndexOf(' ', width);
    const at = blank > indent.length ? blank : width;
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest.length > width ? `${rest.slice(0, width - 1)}…` : rest];
}
