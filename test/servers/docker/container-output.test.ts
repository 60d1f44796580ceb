import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { EXIT_LINE, readOutput } from '../../../src/servers/docker/container-output.ts';
import type { Engine } from '../../../src/servers/docker/engine.ts';

/** The engine's client, which connects to nothing here. */
async function client(): Promise<Engine['api']> {
  const postgresql = createRequire(import.meta.url).resolve('@testcontainers/postgresql');
  const testcontainers = createRequire(postgresql).resolve('testcontainers');
  const { href } = pathToFileURL(createRequire(testcontainers).resolve('dockerode'));
  const { default: Dockerode }: { default: new () => Engine['api'] } = await import(href);
  return new Dockerode();
}

/** What is read of a container that prints this and ends. */
async function outputOf(...parts: readonly string[]) {
  const stream = new PassThrough();
  const output = readOutput({ api: await client() }, stream);
  for (const part of parts) {
    // https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerAttach
    const header = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(Buffer.byteLength(part), 4);
    stream.write(header);
    stream.write(part);
  }
  stream.end();
  await output.ended;
  return { exitCode: output.exitCode(), tail: output.tail() };
}

test('the exit code is found before what other processes print later, and is not part of the log', async () => {
  expect(await outputOf('FATAL: no space\n', `${EXIT_LINE}1\n`)).toEqual({ exitCode: 1, tail: 'FATAL: no space' });
  expect(await outputOf('FATAL: no space\n', `${EXIT_LINE}71\n`, 'LOG: shut down\n')).toEqual({
    exitCode: 71,
    tail: 'FATAL: no space\nLOG: shut down',
  });
});

test('a container that was killed has no exit code', async () => {
  expect(await outputOf('LOG: ready\n')).toEqual({ exitCode: undefined, tail: 'LOG: ready' });
});
