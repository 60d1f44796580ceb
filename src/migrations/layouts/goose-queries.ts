/** Indexes of the first character of a query and behind its last. */
export interface QueryRange {
  start: number;
  end: number;
}

/**
 * The queries that goose sends for a section: each ends at a semicolon at the end of a line, or at `-- +goose StatementEnd`.
 * One query can hold several statements, which then are one implicit transaction.
 */
export function gooseQueries(section: string): QueryRange[] {
  const found: QueryRange[] = [];
  let inBlock = false;
  let start: number | undefined;
  for (const { line, index } of linesOf(section)) {
    const annotation = annotationOf(line);
    if (annotation === 'STATEMENTBEGIN') {
      inBlock = true;
    } else if (annotation === 'STATEMENTEND') {
      if (start !== undefined) {
        found.push({ start, end: index });
      }
      inBlock = false;
      start = undefined;
    } else if (annotation === undefined && (start !== undefined || !isBlankOrComment(line))) {
      start ??= index;
      if (!inBlock && endsStatement(line)) {
        found.push({ start, end: index + line.length });
        start = undefined;
      }
    }
  }
  return start === undefined ? found : [...found, { start, end: section.length }];
}

/** The annotation of a line in upper case; undefined for a line without one. */
export function annotationOf(line: string): string | undefined {
  return line.trim().startsWith('--') && line.includes('+goose')
    ? line.replaceAll('--', '').replace('+goose', '').trim().toUpperCase()
    : undefined;
}

/** Whether a line between statements belongs to none. */
export function isBlankOrComment(line: string): boolean {
  return line.trim() === '' || line.trim().startsWith('--');
}

/** Whether a semicolon ends the line, apart from a comment. */
export function endsStatement(line: string): boolean {
  return /;\s*$/.test(line.replace(/(?:^|\s)--.*$/, ''));
}

/** The lines of a text, each with the index of its first character. */
export function* linesOf(text: string): Generator<{ line: string; index: number }> {
  let index = 0;
  for (const line of text.split('\n')) {
    yield { line, index };
    index += line.length + 1;
  }
}
