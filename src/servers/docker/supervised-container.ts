import { createReadStream } from 'node:fs';
import { Socket } from 'node:net';

import { withCleanup } from '../../support/errors.ts';
import { copyOut } from './copy-out.ts';
import type { Engine } from './engine.ts';

/** Where PostgreSQL's data is in a container: in memory, and away from the image's volumes. */
export const DATA_PARENT = '/elementaldb';

/** The exit code of a container that cannot unpack what it was given. */
export const UNPACK_FAILED = 71;

/**
 * A shell stands between the container and PostgreSQL, as on the embedded server: its standard input is a pipe whose other
 * end only our process has. First come, if any, the bytes of a data directory to unpack; then words, one a line; its end
 * means that we have died, in whatever way, and ends the container with all that is in it, the data being in memory.
 *
 * STOP shuts the server down for its data to be copied, START goes on; DETACH has the container stay when we end. The
 * server is what the image's entrypoint becomes in the end, so it has the same process id.
 */
const SCRIPT = `
bytes=$1; shift
stopped=${DATA_PARENT}/stopped
if [ "$bytes" -gt 0 ]; then
  head -c "$bytes" | tar -xpf - -C ${DATA_PARENT} && [ -s ${DATA_PARENT}/data/PG_VERSION ] || exit ${UNPACK_FAILED}
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
  [ "$code" -eq 0 ] && [ -e "$stopped" ] || exit "$code"
  while [ -e "$stopped" ]; do sleep 0.02; done
  "$@" & server=$!
done
`;

export interface SupervisedOptions {
  name: string;
  image: string;
  /** What starts PostgreSQL: the image's entrypoint and its arguments. */
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  /** A tar file to unpack under {@link DATA_PARENT} first: its path, where the archive begins in it, and its length. */
  data: { path: string; offset: number; bytes: number } | undefined;
}

/** A container that ends when this process does. */
export interface SupervisedContainer {
  id: string;
  /** The port by which PostgreSQL's is reached. */
  port: number;
  /** Shuts PostgreSQL down and writes its data directory to a file descriptor as a tar archive; then it starts again. */
  copyData(fd: number): Promise<void>;
  /** Lets the container live on when this process ends. */
  detach(): Promise<void>;
}

/** Makes and starts a container; what has been made when it throws is left to whoever knows its name. */
export async function startSupervised(engine: Engine, options: SupervisedOptions): Promise<SupervisedContainer> {
  const { name, image, command, environment, labels, data } = options;
  const container = await engine.api.createContainer({
    name,
    Image: image,
    Entrypoint: ['/bin/sh', '-c', SCRIPT, 'elementaldb', String(data?.bytes ?? 0)],
    Cmd: [...command],
    Env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    Labels: { ...labels },
    // As the shell: a server that is told to end has nothing to save.
    StopSignal: 'SIGTERM',
    Healthcheck: { Test: ['NONE'] },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    ExposedPorts: { '5432/tcp': {} },
    HostConfig: {
      Tmpfs: { [DATA_PARENT]: 'rw,mode=1777' },
      // Where the engine's ports are this machine's own, nobody else needs to reach them.
      PortBindings: { '5432/tcp': [{ HostIp: engine.host === '127.0.0.1' ? engine.host : '', HostPort: '0' }] },
    },
  });
  const giveUp = new AbortController();
  let pipe: NodeJS.ReadWriteStream;
  try {
    pipe = await container.attach({ stream: true, stdin: true, hijack: true, abortSignal: giveUp.signal });
    keepOpen(pipe);
    await container.start();
  } catch (error) {
    giveUp.abort(); // An engine may leave the connection open, which would keep this process alive.
    throw error;
  }
  if (data !== undefined) {
    const { path, offset } = data;
    createReadStream(path, { start: offset, highWaterMark: 1_048_576 })
      // The container ends when it gets too little.
      .on('error', () => pipe.end())
      .pipe(pipe, { end: false });
  }
  const { NetworkSettings } = await container.inspect();
  const published = NetworkSettings.Ports['5432/tcp'] ?? [];
  const { HostPort } = published.find(({ HostIp }) => !HostIp.includes(':')) ?? published[0] ?? {};
  return {
    id: container.id,
    port: Number(HostPort ?? 0),
    copyData: async (fd) => {
      pipe.write('STOP\n');
      await withCleanup(
        () => copyOut(engine, { name, parent: DATA_PARENT, fd }),
        async () => void pipe.write('START\n'),
      );
    },
    detach: () =>
      new Promise((resolve) => {
        pipe.write('DETACH\n', () => resolve());
      }),
  };
}

/** The pipe is what keeps the container alive: it must not keep this process alive, nor be forgotten on its way. */
function keepOpen(pipe: NodeJS.ReadWriteStream): void {
  // That it breaks is seen by whoever uses the server.
  pipe.on('error', () => undefined);
  pipe.resume();
  if (pipe instanceof Socket) {
    pipe.unref();
    pipe.setKeepAlive(true, 30_000);
  }
}
