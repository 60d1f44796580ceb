import { PassThrough, type Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';

import { EnvironmentError } from '../../support/errors.ts';
import { openEngine, type Engine } from './engine.ts';

/** The container in which a server runs. */
export interface ContainerOfServer {
  readonly engine: Engine;
  readonly id: string;
  readonly name: string;
}

/** Names of this machine, where the engine publishes its ports. */
const HERE = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Finds the container that publishes PostgreSQL's port at an address, started by the toolkit or not.
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
  const isPublishedHere = HERE.has(host) || host === engine.host;
  const found = isPublishedHere
    ? running.find(({ Ports }) =>
        Ports.some(({ PrivatePort, PublicPort }) => PrivatePort === 5432 && PublicPort === port),
      )
    : undefined;
  if (found === undefined) {
    throw new EnvironmentError(`no container publishes PostgreSQL's port as ${host}:${port}`, {
      code: 'NO_CONTAINER',
      hint: 'Check "docker ps". For a server without a container, install the programs on this machine.',
    });
  }
  return { engine, id: found.Id, name: found.Names[0]?.replace(/^\//, '') ?? found.Id.slice(0, 12) };
}

export interface RunInContainerOptions {
  environment?: NodeJS.ProcessEnv;
  /** Standard input of the program. Default: none. */
  input?: Readable;
  /** Gets the standard output of the program; ended after it. */
  output?: Writable;
}

/** Runs a program in a container, without a shell, and waits for its end. */
export async function runInContainer(
  { engine, id }: Pick<ContainerOfServer, 'engine' | 'id'>,
  command: string[],
  { environment = {}, input, output = new PassThrough().resume() }: RunInContainerOptions = {},
): Promise<{ exitCode: number; stderr: string }> {
  const exec = await engine.api.getContainer(id).exec({
    Cmd: command,
    Env: Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: input !== undefined });
  const written = finished(output, { readable: false });
  written.catch(() => undefined); // Awaited below.
  const errors = new PassThrough();
  let stderr = '';
  errors.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  engine.api.modem.demuxStream(stream, output, errors);
  const writing = input === undefined ? Promise.resolve() : pipeline(input, stream, { end: true });
  // A program that fails does not read all input; its exit code shows the failure.
  writing.catch(() => undefined);
  await finished(stream, { writable: false });
  output.end();
  await written;
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, stderr };
}
