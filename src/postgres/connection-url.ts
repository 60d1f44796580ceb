import { UsageError } from '../support/errors.ts';

/** A connection URL, divided by who acts on its parameters. */
export interface ConnectionUrl {
  /** With what the driver itself understands: login, host and TLS. */
  url: string;
  /** Milliseconds to wait for the server, from `connect_timeout`; 0 is no limit. */
  connectTimeout: number | undefined;
  /** Parameters of the session, as they are sent to the server, with `database` if the URL names one. */
  session: Readonly<Record<string, string>>;
}

/** The schemes of golang-migrate's PostgreSQL drivers; libpq and others know the first two only. */
const SCHEME = /^(?:postgres|postgresql|pgx|pgx4|pgx5):\/\//i;

/** Whether the text begins as a URL of PostgreSQL does. */
export function isConnectionUrl(text: string): boolean {
  return SCHEME.test(text);
}

/** The URL in the form that any client can use: `postgresql://`, and parameters of the session as `options`. */
export function portableUrl(url: string): string {
  const { url: rest, connectTimeout, session } = parseConnectionUrl(url);
  const { database, ...settings } = session;
  const [base, query] = splitQuery(rest);
  const parts = [
    ...query,
    ...(connectTimeout === undefined ? [] : [`connect_timeout=${connectTimeout / 1_000}`]),
    ...('application_name' in settings ? [`application_name=${encodeURIComponent(settings.application_name)}`] : []),
    ...(serverOptions(settings) === '' ? [] : [`options=${encodeURIComponent(serverOptions(settings))}`]),
  ];
  const named = database === undefined || !URL.canParse(base) ? base : withDatabase(base, database);
  return parts.length === 0 ? named : `${named}?${parts.join('&')}`;
}

/** The URL with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  if (changed.searchParams.has('dbname')) {
    changed.searchParams.delete('dbname');
  }
  return changed.href;
}

/** The URL without TLS if its `sslmode` is `prefer`, which is TLS only where the server has it; otherwise undefined. */
export function urlWithoutTls(url: string): string | undefined {
  const plain = url.replace(/([?&]sslmode=)prefer(?=&|$)/, '$1disable');
  return plain === url ? undefined : plain;
}

/** Variables of the caller that would lead to another server, or to another session than the URL. */
export const NOT_SET = { PGSSLMODE: undefined, PGOPTIONS: undefined, PGHOSTADDR: undefined, PGSERVICE: undefined };

/** The parameters of a URL as the variables that libpq reads. */
export function libpqEnvironment(url: string): Record<string, string> {
  const { searchParams } = new URL(portableUrl(url));
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([name, variable]) => {
      const value = searchParams.get(name);
      return value === null ? [] : [[variable, value]];
    }),
  );
}

const VARIABLES = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  options: 'PGOPTIONS',
};

/** One string of `-c name=value`, in which a backslash escapes a space. */
function serverOptions({ application_name: _name, options, ...settings }: Readonly<Record<string, string>>): string {
  const each = Object.entries(settings).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, String.raw`\$&`)}`,
  );
  return [...(options === undefined ? [] : [options]), ...each].join(' ');
}

/**
 * Divides a URL as golang-migrate's drivers (lib/pq, pgx) do: what is not the driver's own is a parameter of the server's
 * session, and the server refuses those that it does not know. `x-` parameters are golang-migrate's and are left out. Of a
 * repeated parameter the first value counts; an empty value is the same as none.
 *
 * @throws UsageError `UNSUPPORTED_URL_PARAMETER` for what those drivers do and ours cannot; `BAD_URL`
 */
export function parseConnectionUrl(text: string): ConnectionUrl {
  const [given, query] = splitQuery(text);
  const base = given.replace(SCHEME, 'postgresql://');
  const kept: string[] = [];
  const database = /^\w+:\/\/[^/]*\/(.+)$/.exec(base)?.[1];
  const session: Record<string, string> = database === undefined ? {} : { database: decodeName(database) };
  let connectTimeout: number | undefined;
  const seen = new Set<string>();
  for (const pair of query) {
    const [[name, value] = ['', '']] = new URLSearchParams(pair);
    if (value === '' || seen.has(name) || name.startsWith('x-')) {
      continue;
    }
    seen.add(name);
    const { readBy, accepted, hint } = parameterOf(base, name);
    if (accepted?.test(value) === false) {
      throw new UsageError(`unsupported URL parameter: ${name}${accepted === NO_VALUE ? '' : `=${value}`}`, {
        code: 'UNSUPPORTED_URL_PARAMETER',
        hint: hint ?? 'Remove it.',
      });
    }
    if (name === 'connect_timeout') {
      connectTimeout = Number(value) * 1_000;
    } else if (readBy === 'driver') {
      kept.push(pair);
    } else if (readBy === 'server') {
      session[name === 'dbname' ? 'database' : name] = value;
    }
  }
  return { url: kept.length === 0 ? base : `${base}?${kept.join('&')}`, connectTimeout, session };
}

function decodeName(database: string): string {
  try {
    return decodeURIComponent(database);
  } catch {
    throw new UsageError('invalid database URL: a % in the name of the database is not escaped', {
      code: 'BAD_URL',
      hint: 'Write it as %25.',
    });
  }
}

/** The part before the query, and the pairs of the query. */
function splitQuery(url: string): [base: string, query: string[]] {
  const [base = '', ...rest] = url.split('?');
  return [
    base,
    rest
      .join('?')
      .split('&')
      .filter((pair) => pair !== ''),
  ];
}

interface Parameter {
  /** `nobody`: it is about how lib/pq and pgx work, and every accepted value means the same here. */
  readBy: 'driver' | 'server' | 'nobody';
  /** The values that we support; all by default. */
  accepted?: RegExp;
  hint?: string;
}

function parameterOf(base: string, name: string): Parameter {
  // The driver's own form of URL has parameters of its own.
  if (base.startsWith('socket:')) {
    return DRIVER;
  }
  // The names of settings may be written in any case. Others may not: the server refuses them by name.
  const setting = name.toLowerCase();
  return PARAMETERS.get(SETTINGS.has(setting) ? setting : name) ?? { readBy: 'server' };
}

/** Those of the `PARAMETERS` that are settings of the server. */
const SETTINGS: ReadonlySet<string> = new Set(['datestyle', 'client_encoding']);

const NO_VALUE = /^$/;

const NO_SERVICE = 'Write host, port, user and database of the service into the URL.';

const NO_KERBEROS = 'Log in with a password or a certificate: Kerberos is not supported.';

const DRIVER: Parameter = { readBy: 'driver' };

const NOBODY: Parameter = { readBy: 'nobody' };

/** The parameters that are not simply sent to the server. */
const PARAMETERS: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  ['host', DRIVER],
  ['port', DRIVER],
  ['user', DRIVER],
  ['password', DRIVER],
  ['ssl', DRIVER],
  ['sslcert', DRIVER],
  ['sslkey', DRIVER],
  ['sslrootcert', DRIVER],
  ['sslnegotiation', DRIVER],
  ['uselibpqcompat', DRIVER],
  ['fallback_application_name', DRIVER],
  [
    'sslmode',
    {
      ...DRIVER,
      accepted: /^(?:disable|prefer|require|verify-ca|verify-full|no-verify)$/,
      hint: 'Use disable, prefer, require, verify-ca or verify-full.',
    },
  ],
  ['datestyle', { readBy: 'server', accepted: /^iso\b/i, hint: 'Use a style that begins with ISO.' }],
  ['binary_parameters', NOBODY],
  ['disable_prepared_binary_result', NOBODY],
  ['default_query_exec_mode', NOBODY],
  ['statement_cache_capacity', NOBODY],
  ['description_cache_capacity', NOBODY],
  ['connect_timeout', { ...NOBODY, accepted: /^\d+$/, hint: 'Write a number of seconds.' }],
  ['client_encoding', { ...NOBODY, accepted: /^'?(?:utf-?8|unicode)'?$/i, hint: 'Remove it: UTF8 is always used.' }],
  ['sslinline', { ...NOBODY, accepted: /^false$/, hint: 'Write the certificates to files, and name these.' }],
  ['sslpassword', { ...NOBODY, accepted: NO_VALUE, hint: 'Use a key file without a password.' }],
  ['sslsni', { ...NOBODY, accepted: /^1/, hint: 'Remove it: the server name is always sent.' }],
  ['channel_binding', { ...NOBODY, accepted: /^(?:disable|prefer)$/, hint: 'Use channel_binding=prefer.' }],
  ['target_session_attrs', { ...NOBODY, accepted: /^any$/, hint: 'Name one server, and remove the parameter.' }],
  ['min_protocol_version', { ...NOBODY, accepted: /^3\.0$/, hint: 'Remove it: the protocol is 3.0.' }],
  ['max_protocol_version', { ...NOBODY, accepted: /^(?:3\.\d|latest)$/, hint: 'Remove it: the protocol is 3.0.' }],
  ['service', { ...NOBODY, accepted: NO_VALUE, hint: NO_SERVICE }],
  ['servicefile', { ...NOBODY, accepted: NO_VALUE, hint: NO_SERVICE }],
  ['passfile', { ...NOBODY, accepted: NO_VALUE, hint: 'Set PGPASSFILE instead.' }],
  ['krbsrvname', { ...NOBODY, accepted: NO_VALUE, hint: NO_KERBEROS }],
  ['krbspn', { ...NOBODY, accepted: NO_VALUE, hint: NO_KERBEROS }],
]);
