import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { notAScript } from '../../sql/dump/dump-reader.ts';
import { codeOf, EnvironmentError, UsageError } from '../../support/errors.ts';

/** An open dump; it is decompressed if its name ends in `.gz`. */
export interface OpenDump {
  bytesTotal: number;
  /** Bytes of the file on disk. */
  bytesRead: () => number;
  chunks: AsyncIterable<Buffer>;
  close: () => void;
}

const CHUNK = 1024 * 1024;

/** @throws UsageError `DUMP_NOT_A_SCRIPT` for a folder; EnvironmentError `CLIENT_DATA_UNREADABLE`, also during reading (a damaged archive) */
export async function openDump(path: string): Promise<OpenDump> {
  try {
    const handle = await open(path);
    const stats = await handle.stat();
    if (stats.isDirectory()) {
      await handle.close();
      throw folderNotScript(path);
    }
    const { size } = stats;
    const raw = handle.createReadStream({ highWaterMark: CHUNK });
    const stream = path.endsWith('.gz') ? uncompressed(raw) : raw;
    // The error may come before the first chunk is requested; the reader gets it then.
    stream.on('error', () => undefined);
    return {
      bytesTotal: size,
      bytesRead: () => raw.bytesRead,
      chunks: readable(stream, path),
      close: () => raw.destroy(),
    };
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(path, error);
  }
}

/** The error for a folder in place of a dump, as `pg_dump --format=directory` writes it. */
export function folderNotScript(path: string): UsageError {
  return new UsageError(`${path} is a folder, not an SQL script`, notAScript());
}

function uncompressed(raw: ReadStream): Readable {
  // The reader of the last stream gets the errors; the callback does not need them.
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
      ? 'Create the archive again; it is damaged or incomplete.'
      : 'Use a file that this user can read.',
    cause,
  });
}
