import { createReadStream, createWriteStream } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

import { EnvironmentError, withCleanup } from '../../support/errors.ts';
import { runInContainer } from './container-of-server.ts';
import { EXIT_LINE, readOutput, type ContainerOutput } from './container-output.ts';
import { statusOf } from './containers.ts';
import type { Engine } from './engine.ts';

/** The folder of PostgreSQL's data in a container: in memory, outside the image's volumes. */
export const DATA_PARENT = '/elementaldb';

/** The exit code of a container that cannot unpack its data. */
export const UNPACK_FAILED = 71;

/**
 * The first process of the container is a shell, as for the embedded server. Its standard input is a pipe whose other end
 * only our process has. The pipe sends the bytes of a data directory to unpack, if any, then one command per line. When
 * our process ends in any way, the pipe closes, and the container ends with its data, which is in memory. The engine then
 * removes it.
 *
 * STOP shuts the server down so that its data can be copied, START continues, DETACH keeps the container running after our
 * end. The image's entrypoint becomes the server, so both have the same process id.
 */
const SCRIPT = `
bytes=$1; shift
end() { echo "${EXIT_LINE}$1" >&2; exit "$1"; }
stopped=${DATA_PARENT}/stopped
if [ "$bytes" -gt 0 ]; then
  head -c "$bytes" | tar -xpf - -C ${DATA_PARENT} && [ -s ${DATA_PARENT}/data/PG_VERSION ] || end ${UNPACK_FAILED}
fi
exec 3<&0 </dev/null
trap 'exit 0' TERM
trap 'kill -INT "$server"' INT
"$@" 3<&- & server=$!
( while read -r word <&3; do
    case $word in
      STOP) : >"$stopped"; kill -INT "$server" ;;
      START) rm -f "$stopped" ;;
      DETACH) exit 0 ;;
    esac
  done
  kill -TERM 1 ) &
exec 3<&-
while :; do
  wait "$server"; code=$?
  kill -0 "$server" 2>/dev/null && continue
  [ "$code" -eq 0 ] && [ -e "$stopped" ] || end "$code"
  while [ -e "$stopped" ]; do sleep 0.02; done
  "$@" & server=$!
done
`;

export interface SupervisedOptions {
  name: string;
  image: string;
  /** The command that starts PostgreSQL: the image's entrypoint and its arguments. */
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  /** A tar file to unpack in {@link DATA_PARENT} first: its path, the offset and the length of the archive. */
  data: { path: string; offset: number; bytes: number } | undefined;
}

/** A container that ends when this process does. */
export interface SupervisedContainer {
  id: string;
  /** The published port of PostgreSQL. */
  port: number;
  output: ContainerOutput;
  /** Shuts PostgreSQL down, writes its data directory to a file descriptor as a tar archive, and starts it again. */
  copyData(fd: number): Promise<void>;
  /** Shuts PostgreSQL down and packs its data directory into a file of the container. */
  packData(file: string): Promise<void>;
  /** Keeps the container running after this process ends. */
  detach(): Promise<void>;
}

/** Creates and starts a container. After an error the caller must remove the container by its name. */
export async function startSupervised(engine: Engine, options: SupervisedOptions): Promise<SupervisedContainer> {
  const { name, image, command, environment, labels, data } = options;
  const container = await engine.api.createContainer({
    name,
    Image: image,
    Entrypoint: ['/bin/sh', '-c', SCRIPT, 'elementaldb', String(data?.bytes ?? 0)],
    Cmd: [...command],
    Env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    Labels: { ...labels },
    // The shell exits at once; the data need not be saved.
    StopSignal: 'SIGTERM',
    Healthcheck: { Test: ['NONE'] },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: { '5432/tcp': {} },
    HostConfig: {
      AutoRemove: true,
      Tmpfs: { [DATA_PARENT]: 'rw,mode=1777' },
      // With an engine on this machine the port is published on loopback only.
      PortBindings: { '5432/tcp': [{ HostIp: engine.host === '127.0.0.1' ? engine.host : '', HostPort: '0' }] },
    },
  });
  const giveUp = new AbortController();
  let pipe: NodeJS.ReadWriteStream;
  let output: ContainerOutput;
  try {
    const streams = { stdin: true, stdout: true, stderr: true };
    pipe = await container.attach({ stream: true, ...streams, hijack: true, abortSignal: giveUp.signal });
    keepOpen(pipe);
    output = readOutput(engine, pipe);
    await container.start();
  } catch (error) {
    giveUp.abort(); // The engine may leave the connection open, which would keep this process alive.
    throw error;
  }
  if (data !== undefined) {
    const { path, offset } = data;
    createReadStream(path, { start: offset, highWaterMark: 1_048_576 })
      // The container ends if data is missing.
      .on('error', () => pipe.end())
      .pipe(pipe, { end: false });
  }
  return {
    id: container.id,
    port: await publishedPort(container),
    output,
    copyData: async (fd) => {
      pipe.write('STOP\n');
      await withCleanup(
        () => pack(engine, container.id, { output: createWriteStream('', { fd, autoClose: false }) }),
        async () => void pipe.write('START\n'),
      );
    },
    packData: async (file) => {
      pipe.write('STOP\n');
      await pack(engine, container.id, { file });
    },
    detach: () =>
      new Promise((resolve) => {
        pipe.write('DETACH\n', () => resolve());
      }),
  };
}

/** The open pipe keeps the container alive, but it must not keep this process alive. */
function keepOpen(pipe: NodeJS.ReadWriteStream): void {
  // Users of the server notice when the pipe breaks.
  pipe.on('error', () => undefined);
  if (pipe instanceof Socket) {
    pipe.unref();
    pipe.setKeepAlive(true, 30_000);
  }
}

/** 0 if the container has ended already. */
async function publishedPort(container: ReturnType<Engine['api']['getContainer']>): Promise<number> {
  try {
    const published = (await container.inspect()).NetworkSettings.Ports['5432/tcp'] ?? [];
    const { HostPort } = published.find(({ HostIp }) => !HostIp.includes(':')) ?? published[0] ?? {};
    return Number(HostPort ?? 0);
  } catch (error) {
    if (statusOf(error) === 404) {
      return 0;
    }
    throw error;
  }
}

/**
 * Waits for the server to stop, then packs its data directory. The engine's own copy function does not include files in
 * memory.
 */
const PACK_SCRIPT = `while [ -e "$1/data/postmaster.pid" ]; do sleep 0.02; done; tar -cf - -C "$1" data`;

/** Packs the data directory of a server that is shutting down. @throws EnvironmentError `CACHE_FAILED` */
async function pack(engine: Engine, id: string, to: { output: Writable } | { file: string }): Promise<void> {
  const [script, file, streams] =
    'file' in to ? [`${PACK_SCRIPT} >"$2"`, to.file, {}] : [PACK_SCRIPT, '', { output: to.output }];
  const command = ['/bin/sh', '-c', script, 'elementaldb', DATA_PARENT, file];
  const { exitCode, stderr } = await runInContainer({ engine, id }, command, streams);
  if (exitCode !== 0) {
    throw new EnvironmentError(
      `cannot copy the data directory in the container: ${stderr.trim().split('\n')[0] || `exit code ${exitCode}`}`,
      { code: 'CACHE_FAILED', hint: 'Check that the image has tar and that the container still runs.' },
    );
  }
}
