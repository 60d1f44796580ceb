import { quoteLiteral } from '../quote.ts';
import { DumpReader } from './dump-reader.ts';

/** A part of a file for psql, and the SQL in its place; empty where the part is to be removed. */
export interface PsqlPart {
  /** Indices of the first character and behind the last. */
  start: number;
  end: number;
  sql: string;
}

/** Whether a text may hold what psql understands and the server does not: lines with a backslash, rows below a COPY. */
export function hasPsqlLines(text: string): boolean {
  return /^\\/m.test(text) || /\bfrom\s+stdin\b/i.test(text);
}

/**
 * SQL for what only psql understands: `INSERT` for `COPY … FROM stdin` with its rows, nothing for `\restrict` and
 * `\unrestrict`.
 *
 * @returns the parts in order; empty if a COPY is not in PostgreSQL's text format or shares its line with another statement
 * @throws DumpScriptError for other commands of psql, and for a COPY whose rows do not end
 */
export function psqlParts(file: string, text: string): PsqlPart[] {
  const lines = linesOf(text);
  const inRows = new Set<number>();
  const parts: PsqlPart[] = [];
  const reader = new DumpReader(file);
  let copy: { text: string; line: number; dataLine: number; data: Buffer[] } | undefined;
  for (const event of [...reader.push(Buffer.from(text)), ...reader.end()]) {
    if (event.kind === 'copy-start') {
      copy = { ...event, data: [] };
    } else if (event.kind === 'copy-data') {
      copy?.data.push(event.bytes);
    } else if (event.kind === 'copy-end' && copy !== undefined) {
      const first = lines[copy.line - 1];
      const last = lines[copy.dataLine + event.rows - 1] ?? lines.at(-1);
      const sql = insertFor(copy.text, Buffer.concat(copy.data).toString('utf8'));
      if (first === undefined || last === undefined || sql === undefined || !/^\s*copy\b/i.test(first.text)) {
        return [];
      }
      for (let line = copy.dataLine; line <= copy.dataLine + event.rows; line += 1) {
        inRows.add(line);
      }
      parts.push({ start: first.start, end: last.start + last.text.length, sql });
      copy = undefined;
    }
  }
  const removed = lines.flatMap(({ start, text: line, next }, index) =>
    /^\\(?:un)?restrict\b/.test(line) && !inRows.has(index + 1) ? [{ start, end: next, sql: '' }] : [],
  );
  return [...parts, ...removed].toSorted((a, b) => a.start - b.start);
}

interface Line {
  start: number;
  /** Without the line break. */
  text: string;
  next: number;
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/([^\n]*?)(?:\r?\n|$)/g)].map(({ 0: whole, 1: line = '', index }) => ({
    start: index,
    text: line,
    next: index + whole.length,
  }));
}

/** Undefined for options, such as CSV; the data is in the text format. */
function insertFor(copy: string, data: string): string | undefined {
  const target = /^copy\s+(.+?)\s+from\s+stdin\s*;?\s*$/is.exec(copy)?.[1];
  if (target === undefined) {
    return undefined;
  }
  const rows = data.split(/\r?\n/).filter((line, index, all) => index < all.length - 1 || line !== '');
  const values = rows.map((row) => `    (${row.split('\t').map(valueOf).join(', ')})`);
  // Like COPY, it writes to identity columns; for others the clause means nothing.
  return rows.length === 0 ? '' : `INSERT INTO ${target} OVERRIDING SYSTEM VALUE VALUES\n${values.join(',\n')};`;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** @see https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
function valueOf(field: string): string {
  if (field === String.raw`\N`) {
    return 'NULL';
  }
  const value = field.replaceAll(/\\(x[0-9a-f]{1,2}|[0-7]{1,3}|[\s\S])/gi, (_, escape: string) =>
    /^x./i.test(escape)
      ? String.fromCodePoint(Number.parseInt(escape.slice(1), 16))
      : /^[0-7]/.test(escape)
        ? String.fromCodePoint(Number.parseInt(escape, 8))
        : (ESCAPES[escape] ?? escape),
  );
  return quoteLiteral(value).trim();
}
