import { PassThrough, type Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';

import { EnvironmentError } from '../../support/errors.ts';
import { openEngine, type Engine } from './engine.ts';

/** A container of the engine in which a server runs. */
export interface ContainerOfServer {
  readonly engine: Engine;
  readonly id: string;
  readonly name: string;
}

/** Names of this machine, whose published ports are the engine's. */
const HERE = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Finds the container that publishes PostgreSQL's port as that of an address, ours or anybody's.
 *
 * @throws the errors of `openEngine`; EnvironmentError `NO_CONTAINER`
 */
export async function findContainerOfServer({
  host,
  port,
}: {
  host: string;
  port: number;
}): Promise<ContainerOfServer> {
  const engine = await openEngine();
  const running = await engine.api.listContainers();
  const there = HERE.has(host) || host === engine.host;
  const found = there
    ? running.find(({ Ports }) =>
        Ports.some(({ PrivatePort, PublicPort }) => PrivatePort === 5432 && PublicPort === port),
      )
    : undefined;
  if (found === undefined) {
    throw new EnvironmentError(`no container of the engine publishes PostgreSQL's port as ${host}:${port}`, {
      code: 'NO_CONTAINER',
      hint: 'See "docker ps"; a server that runs elsewhere needs programs of this machine.',
    });
  }
  return { engine, id: found.Id, name: found.Names[0]?.replace(/^\//, '') ?? found.Id.slice(0, 12) };
}

export interface RunInContainerOptions {
  environment?: NodeJS.ProcessEnv;
  /** What the program reads; nothing unless told. */
  input?: Readable;
  /** What it writes; ended when it has. */
  output?: Writable;
}

/** Runs a program in a container to its end. A container has no shell to be asked for, so none is. */
export async function runInContainer(
  { engine, id }: ContainerOfServer,
  command: string[],
  { environment = {}, input, output = new PassThrough().resume() }: RunInContainerOptions,
): Promise<{ exitCode: number; stderr: string }> {
  const exec = await engine.api.getContainer(id).exec({
    Cmd: command,
    Env: Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: input !== undefined });
  const errors = new PassThrough();
  let stderr = '';
  errors.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  engine.api.modem.demuxStream(stream, output, errors);
  const writing = input === undefined ? Promise.resolve() : pipeline(input, stream, { end: true });
  // A program that fails does not read to the end; its exit code tells.
  writing.catch(() => undefined);
  await finished(stream, { writable: false });
  output.end();
  await finished(output, { readable: false });
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, stderr };
}
