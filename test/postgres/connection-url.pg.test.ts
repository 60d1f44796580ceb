import { expect, inject, test } from 'vitest';

import { connect, withConnection } from '../../src/postgres/connect.ts';
import { openIdleSession } from '../../src/postgres/idle-session.ts';
import { scratchDatabase } from '../database.ts';

const SESSION = `SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
                        current_setting('work_mem') AS memory, current_setting('statement_timeout') AS timeout`;

const QUERY = 'search_path=app,public&timezone=Asia/Tokyo&work_mem=7MB&statement_timeout=5s';

const EXPECTED = { path: 'app,public', zone: 'Asia/Tokyo', memory: '7MB', timeout: '5s' };

test.for(['postgres', 'postgresql', 'pgx5', 'pgx'])('%s:// hands its parameters to the server', async (scheme) => {
  const url = `${inject('serverUrl').replace(/^\w+/, scheme)}?${QUERY}`;
  const { rows } = await withConnection(url, (client) => client.query(SESSION));
  expect(rows).toEqual([EXPECTED]);
});

test('a session that may idle has them too', async () => {
  const session = await openIdleSession(`${inject('serverUrl')}?${QUERY}`);
  const { rows } = await session.use((client) => client.query(SESSION));
  await session.end();
  expect(rows).toEqual([EXPECTED]);
});

test('the role of the URL is the role of the session', async () => {
  await using database = await scratchDatabase();
  const { rows } = await withConnection(`${database.url}?role=pg_monitor`, (client) =>
    client.query('SELECT current_user'),
  );
  expect(rows).toEqual([{ current_user: 'pg_monitor' }]);
});

test.for([
  ['schema=public', '42704', 'Remove the parameter'],
  ['timezone=Nowhere/City', '22023', 'Correct the value'],
  ['role=no_such_role', '22023', 'Correct the value'],
] as const)('%s: what the server refuses is named', async ([query, sqlstate, hint]) => {
  const [name] = query.split('=');
  await expect(connect(`${inject('serverUrl')}?${query}`)).rejects.toMatchObject({
    code: 'CANNOT_CONNECT',
    message: expect.stringMatching(new RegExp(`parameter "${name ?? ''}"|role "no_such_role"`, 'i')),
    hint: expect.stringContaining(hint),
    cause: { code: sqlstate },
  });
});

test('a database whose name holds reserved characters', async () => {
  await using database = await scratchDatabase('a/b?c %25');
  const { rows } = await database.client.query('SELECT current_database() AS name');
  expect(rows).toEqual([{ name: database.name }]);
});

test('sslmode=prefer does without TLS where the server has none, as on its socket', async () => {
  const { rows } = await withConnection(inject('serverUrl'), (client) =>
    client.query<{ folder: string }>(`SELECT current_setting('unix_socket_directories') AS folder`),
  );
  const url = `${inject('serverUrl')}?host=${rows[0]?.folder ?? ''}`;
  expect((await withConnection(`${url}&sslmode=prefer`, (client) => client.query('SELECT 1 AS n'))).rows).toEqual([
    { n: 1 },
  ]);
  await expect(connect(`${url}&sslmode=require`)).rejects.toMatchObject({ code: 'CANNOT_CONNECT' });
});
