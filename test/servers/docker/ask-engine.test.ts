import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { askEngine } from '../../../src/servers/docker/ask-engine.ts';

let folder: string;
let engine: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-engine-'));
  engine = createServer((request, response) => {
    response.statusCode = request.url === '/there' || request.url === '/broken' ? 200 : 404;
    response.end(request.url === '/broken' ? '{"Id"' : JSON.stringify({ asked: request.url }));
  });
  engine.listen(join(folder, 'socket'));
  await once(engine, 'listening');
  vi.stubEnv('HOME', folder);
  vi.stubEnv('DOCKER_HOST', `unix://${folder}/socket`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  engine.close();
  rmSync(folder, { recursive: true });
});

test('the engine answers over its socket', async () => {
  expect(await askEngine('/there')).toEqual({ asked: '/there' });
});

test.each([
  ['what it does not have', '/missing'],
  ['an answer that is cut off', '/broken'],
  ['a name that is no path', '/a name'],
])('no answer: %s', async (_, path) => {
  expect(await askEngine(path)).toBeUndefined();
});

test.each([
  ['without an engine', { DOCKER_HOST: 'unix:///missing/socket' }],
  ['of an engine on another machine', { DOCKER_HOST: 'tcp://127.0.0.1:1' }],
])('no answer %s', async (_, environment) => {
  Object.entries(environment).forEach(([name, value]) => vi.stubEnv(name, value));
  expect(await askEngine('/there')).toBeUndefined();
});

test('no answer where settings of Testcontainers may name another engine', async () => {
  writeFileSync(join(folder, '.testcontainers.properties'), '');
  expect(await askEngine('/there')).toBeUndefined();
});
