import { closestName } from '../../support/closest-name.ts';
import { UsageError } from '../../support/errors.ts';
import type { LedgerName } from './ledger.ts';

/** The parts of a golang-migrate database URL. */
export interface GolangMigrateUrl {
  /** Without the `x-` parameters. */
  url: string;
  /** What golang-migrate's driver for the scheme sends if the URL does not name it. */
  session: Readonly<Record<string, string>>;
  ledger: Partial<LedgerName>;
  /** Milliseconds, from `x-statement-timeout`. */
  statementTimeout: number | undefined;
}

/** What lib/pq, the driver of `postgres://`, sends in every session. pgx sends nothing of its own. */
const SENT_BY_LIB_PQ = { datestyle: 'ISO, MDY', extra_float_digits: '2' };

/** golang-migrate's parameters for PostgreSQL; those about locks belong to `pgx://` alone. */
const KNOWN = [
  'x-migrations-table',
  'x-migrations-table-quoted',
  'x-statement-timeout',
  'x-multi-statement',
  'x-multi-statement-max-size',
  'x-lock-strategy',
  'x-lock-table',
];

/**
 * Removes golang-migrate's parameters from a URL. `x-migrations-table` and `x-migrations-table-quoted` have the same meaning
 * as there; `x-statement-timeout` limits each statement, there the whole file. Other strings are returned unchanged.
 *
 * @throws UsageError `UNSUPPORTED_URL_PARAMETER` for values that golang-migrate rejects, for `x-` parameters that it does not
 *   know, for `x-multi-statement`, which splits functions incorrectly (golang-migrate issues #590, #698), and for locks in a
 *   table
 */
export function parseGolangMigrateUrl(url: string): GolangMigrateUrl {
  const [base, query] = splitOnce(url, '?');
  const pairs = (query ?? '').split('&').filter((pair) => pair !== '');
  const own = new URLSearchParams(pairs.filter((pair) => pair.startsWith('x-')).join('&'));
  const others = pairs.filter((pair) => !pair.startsWith('x-'));

  for (const name of own.keys()) {
    if (!KNOWN.includes(name)) {
      const close = closestName(name, KNOWN);
      throw unsupported(name, close === undefined ? 'Remove it: golang-migrate ignores it.' : `Write ${close}.`);
    }
  }
  if (isTrue(own, 'x-multi-statement')) {
    throw unsupported(
      'x-multi-statement',
      'Remove it, and put each statement that cannot run in a transaction into a separate file.',
    );
  }
  if (/^pgx4?:/.test(base) && (own.get('x-lock-strategy') ?? 'advisory') !== 'advisory') {
    throw unsupported('x-lock-strategy', 'Use advisory locks with both tools, so that they exclude each other.');
  }
  const timeout = own.get('x-statement-timeout');
  if (timeout !== null && !/^[0-9]+$/.test(timeout)) {
    throw refused('x-statement-timeout', 'milliseconds');
  }
  const table = own.get('x-migrations-table');
  return {
    url: others.length === 0 ? base : `${base}?${others.join('&')}`,
    session: /^postgres(?:ql)?:/.test(base) ? SENT_BY_LIB_PQ : {},
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

function unsupported(parameter: string, hint: string): UsageError {
  return new UsageError(`unsupported URL parameter: ${parameter}`, { code: 'UNSUPPORTED_URL_PARAMETER', hint });
}

function refused(parameter: string, expected: string): UsageError {
  return new UsageError(`invalid URL parameter ${parameter}: expected ${expected}`, {
    code: 'UNSUPPORTED_URL_PARAMETER',
    hint: 'Correct or remove the parameter.',
  });
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
