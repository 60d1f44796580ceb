import { UsageError } from '../../support/errors.ts';
import type { LedgerName } from './ledger.ts';

/** A golang-migrate database URL taken apart. */
export interface GolangMigrateUrl {
  /** Without the `x-` parameters, which a PostgreSQL driver would send to the server. */
  url: string;
  ledger: Partial<LedgerName>;
  /** Milliseconds, from `x-statement-timeout`. */
  statementTimeout: number | undefined;
}

/**
 * Takes golang-migrate's own parameters out of a URL: `x-migrations-table`, `x-migrations-table-quoted` and
 * `x-statement-timeout` are heeded. Strings that are no URL pass unchanged.
 *
 * @throws UsageError `UNSUPPORTED_URL_PARAMETER` for `x-multi-statement`, whose splitter breaks functions (its users'
 *   issues #590, #698), and for values that golang-migrate refuses
 */
export function parseGolangMigrateUrl(url: string): GolangMigrateUrl {
  const [base, query] = splitOnce(url, '?');
  const pairs = (query ?? '').split('&').filter((pair) => pair !== '');
  const own = new URLSearchParams(pairs.filter((pair) => pair.startsWith('x-')).join('&'));
  const others = pairs.filter((pair) => !pair.startsWith('x-'));

  if (isTrue(own, 'x-multi-statement')) {
    throw new UsageError('x-multi-statement is not supported: files run whole, as golang-migrate does without it', {
      code: 'UNSUPPORTED_URL_PARAMETER',
      hint: 'Remove the parameter; a statement that cannot run in a transaction goes into a file of its own.',
    });
  }
  const timeout = own.get('x-statement-timeout');
  if (timeout !== null && !/^[0-9]+$/.test(timeout)) {
    throw refused('x-statement-timeout', 'milliseconds');
  }
  const table = own.get('x-migrations-table');
  return {
    url: others.length === 0 ? base : `${base}?${others.join('&')}`,
    ledger: table === null || table === '' ? {} : parseTable(table, isTrue(own, 'x-migrations-table-quoted')),
    statementTimeout: timeout === null || Number(timeout) === 0 ? undefined : Number(timeout),
  };
}

function parseTable(table: string, quoted: boolean): Partial<LedgerName> {
  if (!quoted) {
    return { table };
  }
  const parts = [...table.matchAll(/"(.*?)"/g)].map((match) => match[1] ?? '');
  const [first, second] = parts;
  if (!table.startsWith('"') || !table.endsWith('"') || first === undefined || parts.length > 2) {
    throw refused('x-migrations-table', '"table" or "schema"."table" when x-migrations-table-quoted is set');
  }
  return second === undefined ? { table: first } : { schema: first, table: second };
}

/** Go's strconv.ParseBool. */
function isTrue(parameters: URLSearchParams, name: string): boolean {
  const value = parameters.get(name);
  if (value === null || value === '') {
    return false;
  }
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) {
    return true;
  }
  if (/^(?:0|f|F|FALSE|false|False)$/.test(value)) {
    return false;
  }
  throw refused(name, 'true or false');
}

function refused(parameter: string, expected: string): UsageError {
  return new UsageError(`the URL parameter ${parameter} must be ${expected}`, {
    code: 'UNSUPPORTED_URL_PARAMETER',
    hint: 'Correct or remove it.',
  });
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
