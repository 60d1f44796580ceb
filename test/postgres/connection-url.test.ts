import { expect, test } from 'vitest';

import { libpqEnvironment, parseConnectionUrl, portableUrl } from '../../src/postgres/connection-url.ts';
import { safeUrl } from '../../src/postgres/safe-url.ts';

const URL = 'postgresql://u:p@h:5432/db';

test.for([
  [
    'search_path=app,public&role=r&timezone=Asia/Tokyo',
    '',
    { search_path: 'app,public', role: 'r', timezone: 'Asia/Tokyo' },
  ],
  ['statement_timeout=5s&application_name=a+b%20c', '', { statement_timeout: '5s', application_name: 'a b c' }],
  ['options=-csearch_path%3Dapp&x-migrations-table=t', '', { options: '-csearch_path=app' }],
  ['search_path=first&search_path=second&role=', '', { search_path: 'first' }],
  ['sslmode=require&sslrootcert=/ca&search_path=a', '?sslmode=require&sslrootcert=/ca', { search_path: 'a' }],
  ['binary_parameters=yes&default_query_exec_mode=simple_protocol&channel_binding=prefer', '', {}],
  ['dbname=other', '', { database: 'other' }],
  ['SSLMODE=verify-full&Host=x', '', { SSLMODE: 'verify-full', Host: 'x' }],
] as const)('%s: what is not about the connection goes to the server', ([query, kept, session]) => {
  expect(parseConnectionUrl(`${URL}?${query}`)).toEqual({
    url: `${URL}${kept}`,
    connectTimeout: undefined,
    session: { database: 'db', ...session },
  });
});

test('connect_timeout is in seconds', () => {
  expect(parseConnectionUrl(`${URL}?connect_timeout=3`)).toMatchObject({ connectTimeout: 3_000, session: {} });
});

test.for([
  ['service', 'service=s', 'host, port'],
  ['target_session_attrs=read-write', 'target_session_attrs=read-write', 'one server'],
  ['channel_binding=require', 'channel_binding=require', 'prefer'],
  ['sslmode=allow', 'sslmode=allow', 'verify-full'],
  ['client_encoding=LATIN1', 'client_encoding=LATIN1', 'UTF8'],
  ['DateStyle=German', 'DateStyle=German', 'ISO'],
  ['datestyle=German', 'datestyle=German', 'ISO'],
  ['krbspn', 'krbspn=x', 'Kerberos'],
  ['connect_timeout=5s', 'connect_timeout=5s', 'seconds'],
] as const)('%s is refused by name', ([named, query, hint]) => {
  expect(() => parseConnectionUrl(`${URL}?${query}`)).toThrow(
    expect.objectContaining({
      code: 'UNSUPPORTED_URL_PARAMETER',
      message: `unsupported URL parameter: ${named}`,
      hint: expect.stringContaining(hint),
    }),
  );
});

test('no message shows the password of a key', () => {
  const url = `${URL}?sslpassword=secret`;
  expect(() => parseConnectionUrl(url)).toThrow(
    expect.objectContaining({ message: 'unsupported URL parameter: sslpassword' }),
  );
  expect(safeUrl(url)).not.toContain('secret');
  expect(safeUrl(`${URL}?Password=secret`)).not.toContain('secret');
});

test.for(['postgres', 'postgresql', 'pgx', 'pgx4', 'pgx5'])('%s:// becomes a URL for any client', (scheme) => {
  const url = URL.replace('postgresql', scheme);
  expect(portableUrl(`${url}?search_path=a,b%20c&x-y=1&sslmode=disable&application_name=n`)).toBe(
    `${URL}?sslmode=disable&application_name=n&options=${encodeURIComponent(String.raw`-c search_path=a,b\ c`)}`,
  );
});

test('the same for programs that read the variables of libpq', () => {
  expect(libpqEnvironment(`${URL}?options=-cgeqo%3Doff&role=r&sslmode=require&connect_timeout=9`)).toEqual({
    PGOPTIONS: '-cgeqo=off -c role=r',
    PGSSLMODE: 'require',
    PGCONNECT_TIMEOUT: '9',
  });
});

test('a name with reserved characters is decoded whole', () => {
  expect(parseConnectionUrl('postgres://h/a%2Fb%3F%25c').session).toEqual({ database: 'a/b?%c' });
});

test('a name with an incomplete escape is a bad URL', () => {
  for (const read of [parseConnectionUrl, portableUrl, libpqEnvironment]) {
    expect(() => read('postgres://h/%zz')).toThrow(
      expect.objectContaining({ code: 'BAD_URL', hint: 'Write it as %25.' }),
    );
  }
});
