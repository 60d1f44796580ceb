import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { PassThrough } from 'node:stream';

import { EnvironmentError } from '../../support/errors.ts';
import type { Engine } from './engine.ts';

/** Waits for the server, which has been told to stop, and packs what it leaves. */
const SCRIPT = `
while [ -e "$1/data/postmaster.pid" ]; do sleep 0.02; done
exec tar -cf - -C "$1" data
`;

interface Copied {
  /** Of the container. */
  name: string;
  /** The folder in it that holds `data`. */
  parent: string;
  /** What the archive is written to. */
  fd: number;
}

/**
 * Writes the data directory of a server that is shutting down in a container to a file, as a tar archive. The engine's own
 * way of copying files does not see what is in memory.
 *
 * @throws EnvironmentError `CACHE_FAILED`
 */
export async function copyOut(engine: Engine, { name, parent, fd }: Copied): Promise<void> {
  const exec = await engine.api.getContainer(name).exec({
    Cmd: ['/bin/sh', '-c', SCRIPT, 'elementaldb', parent],
    AttachStdout: true,
    AttachStderr: true,
  });
  const said = await exec.start({ hijack: true, stdin: false });
  const file = createWriteStream('', { fd, autoClose: false });
  const errors = new PassThrough();
  let stderr = '';
  errors.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  engine.api.modem.demuxStream(said, file, errors);
  said.once('end', () => file.end());
  said.once('error', (error) => file.destroy(error));
  await finished(file);
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0) {
    throw new EnvironmentError(
      `the data directory cannot be copied out of the container: ${stderr.trim().split('\n')[0] || `exit code ${ExitCode}`}`,
      { code: 'CACHE_FAILED', hint: 'See that the image has tar, and that the container was not ended meanwhile.' },
    );
  }
}
