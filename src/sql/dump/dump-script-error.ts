import { ElementalError } from '../../support/errors.ts';

/** A dump script that cannot be read, or holds what may not be run. */
export class DumpScriptError extends ElementalError {
  readonly file: string;
  readonly line: number;

  constructor(place: { file: string; line: number }, what: string, options: { code: string; hint: string }) {
    super(`${place.file}:${place.line}: ${what}`, { ...options, kind: 'migration' });
    this.file = place.file;
    this.line = place.line;
  }
}

/** Commands that pg_dump writes to protect psql from its data (CVE-2025-8714); they mean nothing to the server. */
const HARMLESS = new Set(['restrict', 'unrestrict']);

const FIXES: Record<string, string> = {
  '.': 'Remove the line: it ends the data of a COPY, and there is none here.',
  c: 'Make the dump without --create (-C).',
  connect: 'Make the dump without --create (-C).',
  copy: 'Write COPY ... FROM stdin; with the data below it and a line \\. at the end, as pg_dump does.',
  i: 'Put the contents of the other file here.',
  include: 'Put the contents of the other file here.',
  ir: 'Put the contents of the other file here.',
  include_relative: 'Put the contents of the other file here.',
  set: 'Write the value itself where the variable is used.',
};

/**
 * Judges a line that begins with a backslash, a command of psql rather than SQL.
 *
 * @throws DumpScriptError `PSQL_COMMAND` for any but `\restrict` and `\unrestrict`, or one within a statement
 */
export function judgePsqlCommand(line: string, place: { file: string; line: number }, withinStatement: boolean): void {
  const name = /^\\([a-z_]+|.?)/i.exec(line)?.[1] ?? '';
  if (HARMLESS.has(name) && !withinStatement) {
    return;
  }
  throw new DumpScriptError(place, `\\${name} is a command of psql, not SQL`, {
    code: 'PSQL_COMMAND',
    hint: FIXES[name] ?? 'Remove it, or write what it does in SQL.',
  });
}
