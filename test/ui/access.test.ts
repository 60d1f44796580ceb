import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { MIGRATIONS, useOwnState } from '../commands/running-servers.ts';
import { Events, jsonOf, openUi, type OpenedUi } from './running-ui.ts';

useOwnState();

let opened: OpenedUi;

beforeEach(async () => {
  opened = await openUi({ folders: [MIGRATIONS] });
});

afterEach(async () => {
  await opened.ui.stop();
});

interface Asked {
  method?: string;
  path?: string;
  headers?: IncomingHttpHeaders;
  body?: string;
}

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Like a browser or another program, but with every header as it is given: `fetch` refuses to set some. */
async function ask({ method = 'GET', path = '', headers = {}, body }: Asked): Promise<Answered> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${opened.base}${path}`, { method, headers }, resolve).on('error', reject).end(body);
  });
  return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
}

const bearer = (): IncomingHttpHeaders => ({ authorization: `Bearer ${opened.token}` });

/** What the page's own script sends. */
const ownWrite = (): IncomingHttpHeaders => ({
  cookie: `elementaldb=${opened.token}`,
  origin: opened.origin,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/json',
  'x-elementaldb': 'page',
});

const write = (headers: IncomingHttpHeaders): Asked => ({ method: 'POST', path: 'check', headers, body: '{}' });

/** The headers without one of them. */
function without(headers: IncomingHttpHeaders, name: string): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));
}

test('the token of the printed address gives a cookie, and then the page, which may load nothing from elsewhere', async () => {
  const entrance = await ask({ path: `?token=${opened.token}`, headers: { 'sec-fetch-site': 'cross-site' } });
  expect(entrance).toMatchObject({ status: 200, text: expect.stringContaining('http-equiv="refresh"') });
  const [cookie = ''] = entrance.headers['set-cookie'] ?? [];
  const { pathname } = new URL(opened.base);
  expect(cookie).toBe(`elementaldb=${opened.token}; Path=${pathname}; HttpOnly; SameSite=Strict`);
  const page = await ask({ headers: { cookie: cookie.split(';')[0], 'sec-fetch-site': 'same-origin' } });
  expect(page.status).toBe(200);
  expect(page.text).toContain("default-src 'none'");
  expect(page.headers).toMatchObject({
    'content-security-policy': "frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(page.text).not.toContain(opened.token);
});

test('the token has 32 bytes, and that of the address for a browser is valid once', async () => {
  expect(Buffer.from(opened.token, 'base64url')).toHaveLength(32);
  const { search } = new URL(opened.ui.singleUseUrl());
  expect(search).not.toContain(opened.token);
  expect(await ask({ path: search })).toMatchObject({ status: 200 });
  expect(await ask({ path: search })).toMatchObject({ status: 401 });
});

test('nothing is answered without the token', async () => {
  for (const path of ['', 'model.json', 'facts.json', 'worlds.json', 'events', 'nothing']) {
    expect(await ask({ path })).toMatchObject({ status: 401, text: expect.stringContaining('fix: ') });
  }
  for (const path of [
    'check',
    'servers/start',
    'servers/stop',
    'servers/reset',
    'servers/url',
    'seed/preview',
    'seed',
  ]) {
    const headers = without(ownWrite(), 'cookie');
    expect(await ask({ method: 'POST', path, headers, body: '{}' })).toMatchObject({ status: 401 });
  }
  expect(await ask({ headers: { authorization: `Bearer ${opened.token.slice(1)}` } })).toMatchObject({ status: 401 });
  expect(await ask({ path: '?token=' })).toMatchObject({ status: 401 });
});

test('an address that is none is refused, without a fault of the program', async () => {
  const { port } = new URL(opened.origin);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '//[' }, resolve).on('error', reject).end();
  });
  expect(response.statusCode).toBe(400);
  expect(await text(response)).toMatch(/^error: the address is not valid\nfix: .*\n$/);
});

test('another host name is refused, so that no domain can be pointed at this address', async () => {
  for (const host of ['evil.example', `localhost:${new URL(opened.origin).port}`, '127.0.0.1:1']) {
    expect(await ask({ headers: { ...bearer(), host } })).toMatchObject({ status: 403 });
    expect(await ask({ path: `?token=${opened.token}`, headers: { host } })).toMatchObject({ status: 403 });
  }
});

test('a page of another origin cannot read or write', async () => {
  expect(await ask(write(ownWrite()))).toMatchObject({ status: 200 });
  for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null']) {
    expect(await ask(write({ ...ownWrite(), origin }))).toMatchObject({ status: 403 });
  }
  // Another port of this host is the same site, so that the browser sends cookies.
  for (const site of ['same-site', 'cross-site']) {
    const headers = { cookie: `elementaldb=${opened.token}`, 'sec-fetch-site': site };
    expect(await ask({ path: 'model.json', headers })).toMatchObject({ status: 403 });
  }
  expect(await ask(write(without(ownWrite(), 'origin')))).toMatchObject({ status: 403 });
  expect(await ask(write(without(ownWrite(), 'x-elementaldb')))).toMatchObject({ status: 403 });
  const preflight = await ask({ method: 'OPTIONS', path: 'check', headers: ownWrite() });
  expect(preflight.status).toBe(405);
  expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
});

test('a write is a POST of JSON; a GET changes nothing', async () => {
  for (const path of ['check', 'servers/start', 'servers/stop', 'seed']) {
    expect(await ask({ path, headers: bearer() })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  }
  expect(await ask({ method: 'PUT', headers: bearer() })).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  expect(await ask({ path: 'constructor', headers: bearer() })).toMatchObject({ status: 404 });
  const asForm = { ...ownWrite(), 'content-type': 'text/plain' };
  expect(await ask(write(asForm))).toMatchObject({ status: 415 });
  for (const body of ['[]', '{', '']) {
    expect(await ask({ ...write(ownWrite()), body })).toMatchObject({ status: 400 });
  }
  expect(await ask({ ...write(ownWrite()), body: `{"a":"${'a'.repeat(70_000)}"}` })).toMatchObject({ status: 413 });
});

test('faults of a form are answered with what to correct', async () => {
  const answers = [
    opened.post('seed/preview', { form: { sites: 0 } }),
    opened.post('seed/preview', { form: { from: 'monday' } }),
    opened.post('seed/preview', { form: { datasets: ['nothing'] } }),
    opened.post('seed/preview', { form: { shard: 2 } }),
    opened.post('servers/start', { name: 'review', keep: 'yes' }),
    opened.post('servers/url', { name: 'nothing' }),
  ];
  const texts = await Promise.all(
    answers.map(async (answer) => `${(await answer).status} ${await (await answer).text()}`),
  );
  expect(texts).toEqual([
    expect.stringMatching(/^400 error: invalid number of sites: 0\nfix: /),
    expect.stringMatching(/^400 error: invalid day "monday"\nfix: /),
    expect.stringMatching(/^400 error: unknown dataset/),
    expect.stringMatching(/^400 error: .*unknown option "shard"/),
    expect.stringMatching(/^400 error: .*keep must be true or false/),
    expect.stringMatching(/^400 error: no server named "nothing" is running\nfix: /),
  ]);
});

test('a preview says what a seed would write', async () => {
  const answer = await opened.post('seed/preview', {
    form: { profile: 'small', clients: 1, sites: 1, from: '2024-01-01', to: '2024-01-02', datasets: ['electricity'] },
  });
  const preview = await jsonOf(answer);
  // The meter, and its half-hours of a day.
  expect(preview.datasets).toContainEqual(expect.objectContaining({ dataset: 'electricity', rows: 1 + 48 }));
});

test('a preview shows the places and archetypes of the sites, and only the chosen ones', async () => {
  const previewOf = async (form: object): Promise<Record<string, unknown>> =>
    jsonOf(
      opened.post('seed/preview', { form: { profile: 'demo', sites: 6, clients: 2, datasets: ['sites'], ...form } }),
    );
  expect((await previewOf({})).archetypes).toContainEqual({ name: 'leisure_centre', sites: expect.any(Number) });
  expect(await previewOf({ places: ['Leeds'], archetypes: ['school'] })).toMatchObject({
    places: [{ name: 'Leeds', sites: 6 }],
    archetypes: [{ name: 'school', sites: 6 }],
  });
  const idle = await opened.post('seed/preview', { form: { clients: 3, sites: 2 } });
  expect(await idle.text()).toMatch(/^error: 3 clients for 2 sites: each client needs a site\nfix: /);
});

async function facts(): Promise<Record<string, unknown>> {
  return jsonOf(fetch(`${opened.base}facts.json`, { headers: { Authorization: `Bearer ${opened.token}` } }));
}

test('the page learns whether psql is installed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-psql-'));
  vi.stubEnv('PATH', folder);
  expect(await facts()).toEqual({ defaultName: 'review', hasPsql: false });
  writeFileSync(join(folder, process.platform === 'win32' ? 'psql.exe' : 'psql'), '', { mode: 0o755 });
  expect(await facts()).toEqual({ defaultName: 'review', hasPsql: true });
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('no other interface of the machine answers', async () => {
  const { port } = new URL(opened.origin);
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address !== undefined && !address.internal && !address.address.startsWith('fe80'))
    .map((address) => (address?.family === 'IPv6' ? `[${address.address}]` : (address?.address ?? '')));
  for (const host of [...others, '127.0.0.2', '[::1]']) {
    await expect(fetch(`http://${host}:${port}/`)).rejects.toThrow('fetch failed');
  }
});

test('a port in use is refused, and two pages run side by side', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  const address = taken.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await expect(openUi({ folders: [MIGRATIONS], port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  taken.close();
  await using other = await openUi({ folders: [MIGRATIONS] });
  expect(other.base).not.toBe(opened.base);
  const headers = { authorization: `Bearer ${other.token}` };
  expect(await ask({ headers })).toMatchObject({ status: 401 });
});

test('an error of a check is shown, and the page stays', async () => {
  await opened.ui.stop();
  opened = await openUi({ folders: [MIGRATIONS], collect: () => Promise.reject(new Error('no result')) });
  const events = await Events.of(opened);
  const { error } = await events.next('check', ({ phase }) => phase === 'waiting');
  expect(error).toContain('error: no result');
  events.close();
  expect(await ask({ headers: bearer() })).toMatchObject({ status: 200 });
});
