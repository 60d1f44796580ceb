import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { withConnection } from '../../src/postgres/connect.ts';
import { openEngine } from '../../src/servers/docker/engine.ts';
import { removeContainer } from '../../src/servers/docker/containers.ts';

export const PASSWORD = `it's "x" $1\\n`;

export interface RunningImage extends AsyncDisposable {
  url: string;
  /** What Docker's health check says: `starting`, `healthy`, `unhealthy`. */
  health(): Promise<string | undefined>;
  restart(): Promise<void>;
  /** SIGKILL, as a machine that loses its power, then a start. */
  killAndStart(): Promise<void>;
  log(): Promise<string>;
}

interface RunOptions {
  environment?: Record<string, string>;
  user?: string;
  database?: string;
  /** Whether to wait for the first login; it is waited for unless told. */
  wait?: boolean;
  /** The name of a volume for its data. */
  volume?: string;
  /** A shell script that runs in the place of the entrypoint, which it gets as its arguments. */
  before?: string;
  command?: string[];
}

/** `docker run -e POSTGRES_PASSWORD=… -p 5432 IMAGE`; the container goes when it goes out of scope. */
export async function runImage(image: string, options: RunOptions = {}): Promise<RunningImage> {
  const { environment = { POSTGRES_PASSWORD: PASSWORD }, user = 'python', database = 'elementaldb' } = options;
  const engine = await openEngine();
  const name = `elementaldb-test-${randomBytes(6).toString('hex')}`;
  const container = await engine.api.createContainer({
    name,
    Image: image,
    Env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    ...(options.command === undefined ? {} : { Cmd: options.command }),
    ...(options.before === undefined
      ? {}
      : { Entrypoint: ['sh', '-c', options.before, ...(await entrypointOf(image))] }),
    ExposedPorts: { '5432/tcp': {} },
    // On all addresses where the engine is reached by another than this machine's own, e.g. from inside a container.
    HostConfig: {
      Binds: options.volume === undefined ? [] : [`${options.volume}:/var/lib/postgresql`],
      PortBindings: { '5432/tcp': [{ HostIp: engine.host === '127.0.0.1' ? engine.host : '', HostPort: '0' }] },
    },
  });
  const running: RunningImage = {
    url: '',
    health: async () => (await container.inspect()).State.Health?.Status,
    restart: async () => {
      await container.restart();
      await ready();
    },
    killAndStart: async () => {
      await container.kill();
      await container.start();
      await ready();
    },
    log: async () => readLog(await container.logs({ stdout: true, stderr: true })),
    [Symbol.asyncDispose]: () => removeContainer(engine, name),
  };
  const ready = async (): Promise<void> => {
    const { Ports } = (await container.inspect()).NetworkSettings;
    running.url = `postgresql://${user}:${encodeURIComponent(PASSWORD)}@${engine.host}:${Ports['5432/tcp']?.[0]?.HostPort}/${database}`;
    for (let tries = 1; ; tries += 1) {
      try {
        return await withConnection(running.url, async (client) => void (await client.query('SELECT 1')));
      } catch (error) {
        if (tries === 1_000 || !(await container.inspect()).State.Running) {
          throw new Error(`${name} does not get ready:\n${await running.log()}`, { cause: error });
        }
        await sleep(20);
      }
    }
  };
  try {
    await container.start();
    if (options.wait !== false) {
      await ready();
    }
    return running;
  } catch (error) {
    await removeContainer(engine, name);
    throw error;
  }
}

async function entrypointOf(image: string): Promise<string[]> {
  const { api } = await openEngine();
  return [(await api.getImage(image).inspect()).Config.Entrypoint ?? []].flat();
}

/** Each piece has a header of eight bytes: the stream, three zeros, the length. https://docs.docker.com/reference/api/engine/ */
function readLog(log: Buffer): string {
  let text = '';
  for (let at = 0, end = 0; at < log.length; at = end) {
    end = at + 8 + log.readUInt32BE(at + 4);
    text += log.toString('utf8', at + 8, end);
  }
  return text;
}
