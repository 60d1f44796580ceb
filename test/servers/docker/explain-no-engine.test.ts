import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { explainNoEngine, requireAnswer } from '../../../src/servers/docker/explain-no-engine.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-engine-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function explained(dockerHost: string) {
  vi.stubEnv('DOCKER_HOST', dockerHost);
  const { code, message, hint } = await explainNoEngine(new Error('none works'));
  return { code, said: `${message} ${hint}` };
}

test('a socket that does not exist', async () => {
  const { code, said } = await explained(`unix://${folder}/none.sock`);
  expect(code).toBe('NO_CONTAINER_ENGINE');
  expect(said).toMatch(/the socket does not exist \(unix:.*none\.sock\) Start Docker/);
});

test('a socket and a port without a listener', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  const port = typeof address === 'object' ? address?.port : undefined;
  const { code, said } = await explained(`tcp://127.0.0.1:${port}`);
  expect(code).toBe('NO_CONTAINER_ENGINE');
  expect(said).toMatch(/connection refused \(tcp:.*Start the engine/);
});

test('a socket without permission', async ({ skip }) => {
  skip(process.getuid?.() === 0, 'root may open every socket');
  const path = join(folder, 'engine.sock');
  const server = createServer().listen(path);
  await once(server, 'listening');
  chmodSync(path, 0o000);
  const { code, said } = await explained(`unix://${path}`);
  server.close();
  expect(code).toBe('ENGINE_FORBIDDEN');
  expect(said).toContain('usermod -aG docker');
});

test('an invalid URL, and a URL with a password, which is not shown', async () => {
  expect((await explained('nonsense')).said).toContain('invalid DOCKER_HOST');
  const { said } = await explained('ssh://somebody:secret@host');
  expect(said).toContain('ssh://host');
  expect(said).not.toContain('secret');
});

test('what accepts connections and says nothing', async () => {
  let answer = '';
  const server = createServer((socket) => socket.on('data', () => socket.write(answer)));
  await once(server.listen(join(folder, 'engine.sock')), 'listening');
  vi.stubEnv('DOCKER_HOST', `unix://${folder}/engine.sock`);
  const progress: string[] = [];
  const onProgress = (message: string): void => void progress.push(message);
  await expect(requireAnswer({ timeout: 200, noticeAfter: 20, onProgress })).rejects.toMatchObject({
    code: 'ENGINE_SILENT',
    message: expect.stringMatching(/does not answer within 0\.2 s \(unix:.*engine\.sock\)/),
  });
  expect(progress).toEqual([expect.stringMatching(/^Waiting for the container engine to answer \(unix:/)]);
  answer = 'HTTP/1.1 200 OK\r\n\r\n';
  await requireAnswer({ timeout: 200 });
  server.close();
  await once(server, 'close');
  await requireAnswer({ timeout: 200 }); // Other faults have their own explanation.
});
