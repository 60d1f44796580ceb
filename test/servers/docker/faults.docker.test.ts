import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test, vi } from 'vitest';

import { startServer } from '../../../src/servers/select.ts';
import { readRecords } from '../../../src/servers/registry.ts';
import { containerInChild } from '../../docker/container-in-child.ts';
import { containersOf } from './own-containers.ts';

const [image = ''] = inject('images');

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

/** What a start throws, after which nothing may be left of it. */
async function failure(options: object): Promise<unknown> {
  const error: unknown = await startServer({ server: { kind: 'docker' }, ...options }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(await containersOf()).toEqual([]);
  expect(readRecords(state)).toEqual([]);
  return error;
}

/** A registry on this machine that has one answer, and the name of an image of it. */
async function registryThatSays(status: number, code: string): Promise<string> {
  const server: Server = createServer((request, response) => {
    response.writeHead(request.url === '/v2/' ? 200 : status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase().replace('_', ' ') }] }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const address: AddressInfo | string | null = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}/team/postgres:1`;
}

describe.skipIf(inject('withoutContainers') !== '')('a failed start leaves no container and no record', () => {
  test.each([
    [404, 'MANIFEST_UNKNOWN', 'IMAGE_NOT_FOUND', 'tag'],
    [401, 'UNAUTHORIZED', 'IMAGE_REFUSED', 'docker login'],
    [403, 'DENIED', 'IMAGE_REFUSED', 'docker login'],
    [429, 'TOOMANYREQUESTS', 'IMAGE_NOT_PULLED', 'docker pull'],
  ])('when the registry answers %i %s: %s', async (status, said, code, hint) => {
    const named = await registryThatSays(status, said);
    expect(await failure({ image: named })).toMatchObject({
      code,
      message: expect.stringContaining(named),
      hint: expect.stringContaining(hint),
    });
  });

  test('when no registry answers', async () => {
    expect(await failure({ image: '127.0.0.1:1/postgres:18' })).toMatchObject({
      code: 'IMAGE_NOT_PULLED',
      message: expect.stringContaining('connection refused'),
    });
  });

  test.each(['No Image!', 'UPPER/case:1', 'two words'])('with an invalid image name: %s', async (name) => {
    expect(await failure({ image: name })).toMatchObject({ code: 'BAD_IMAGE' });
  });

  test('when the server rejects a setting, with its message', async () => {
    expect(await failure({ image, settings: { work_mem: 'much' } })).toMatchObject({
      code: 'CONTAINER_FAILED',
      message: expect.stringMatching(/exit code 1\n[^]*invalid value for parameter "work_mem": "much"/),
      hint: expect.stringContaining('log'),
    });
  });

  test('when the image has no PostgreSQL', async ({ skip }) => {
    skip(
      process.env['ELEMENTALDB_TEST_IMAGES'] !== undefined,
      'the images named do not include one without PostgreSQL',
    );
    expect(await failure({ image: 'elementaldb-test/debian:bookworm' })).toMatchObject({
      code: 'CONTAINER_FAILED',
      message: expect.stringContaining('postgres: not found'),
    });
  });
});

describe('without any container engine', () => {
  /** Where Testcontainers looks after DOCKER_HOST, and no variable leads it away. */
  const found = ['/var/run/docker.sock', `/run/user/${process.getuid?.()}/docker.sock`].filter(existsSync);

  test('options that containers do not support are rejected', async () => {
    for (const option of [{ port: 5432 }, { pgBin: '/usr/bin' }, { major: 17 }]) {
      await expect(startServer({ server: { kind: 'docker' }, ...option })).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      });
    }
    expect(readRecords(state)).toEqual([]);
  });

  test('a start reports it', async ({ skip }) => {
    skip(found.length > 0, `an engine answers at ${found.join(', ')}, which would be used instead`);
    const nowhere = { HOME: state, XDG_RUNTIME_DIR: state, DOCKER_HOST: `unix://${state}/docker.sock` };
    const { code, hint } = await containerInChild({ image: 'any' }, nowhere);
    expect(code).toBe('NO_CONTAINER_ENGINE');
    expect(hint).toContain('DOCKER_HOST');
    expect(readRecords(state)).toEqual([]);
  });
});
