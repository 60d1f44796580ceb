import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { codeOf, EnvironmentError } from '../../support/errors.ts';

/** A dump being read, uncompressed on the way if its name ends in `.gz`. */
export interface OpenDump {
  bytesTotal: number;
  /** Of the file as it lies on disk. */
  bytesRead: () => number;
  chunks: AsyncIterable<Buffer>;
  close: () => void;
}

const CHUNK = 1024 * 1024;

/** @throws EnvironmentError `CLIENT_DATA_UNREADABLE`, while it is read too (a damaged archive) */
export async function openDump(path: string): Promise<OpenDump> {
  try {
    const handle = await open(path);
    const { size } = await handle.stat();
    const raw = handle.createReadStream({ highWaterMark: CHUNK });
    const stream = path.endsWith('.gz') ? uncompressed(raw) : raw;
    // A damaged archive may be found out before the first chunk is asked for: its reader is told then.
    stream.on('error', () => undefined);
    return {
      bytesTotal: size,
      bytesRead: () => raw.bytesRead,
      chunks: readable(stream, path),
      close: () => raw.destroy(),
    };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function uncompressed(raw: ReadStream): Readable {
  // The callback is where errors go that the reader of the last stream sees anyway; those of the
  // last block come after it was called.
  return pipeline(raw, createGunzip({ chunkSize: CHUNK }), () => undefined);
}

async function* readable(stream: Readable, path: string): AsyncGenerator<Buffer, void> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Buffer>;
    try {
      next = await chunks.next();
    } catch (error) {
      throw unreadable(path, error);
    }
    if (next.done === true) {
      return;
    }
    yield next.value;
  }
}

function unreadable(path: string, cause: unknown): EnvironmentError {
  const code = codeOf(cause) ?? 'unknown reason';
  return new EnvironmentError(`cannot read the client data ${path} (${code})`, {
    code: 'CLIENT_DATA_UNREADABLE',
    hint: code.startsWith('Z_')
      ? 'The archive is damaged or cut off: make it again.'
      : 'Name a file this user may read.',
    cause,
  });
}
