import { open } from 'node:fs/promises';
import { pipeline, type Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

import { notAScript } from '../../sql/dump/dump-reader.ts';
import { codeOf, EnvironmentError, UsageError } from '../../support/errors.ts';

/** An open dump; it is decompressed if its name ends in `.gz` or `.zst`. */
export interface OpenDump {
  bytesTotal: number;
  /** Bytes of the file on disk. */
  bytesRead: () => number;
  chunks: AsyncIterable<Buffer>;
  close: () => void;
}

const CHUNK = 1024 * 1024;

/** @throws UsageError `DUMP_NOT_A_SCRIPT` for a folder, `ZSTD_UNSUPPORTED`; EnvironmentError `CLIENT_DATA_UNREADABLE`, also during reading (a damaged archive) */
export async function openDump(path: string): Promise<OpenDump> {
  try {
    const handle = await open(path);
    const stats = await handle.stat();
    if (stats.isDirectory()) {
      await handle.close();
      throw folderNotScript(path);
    }
    const { size } = stats;
    const decompressor = decompressorFor(path);
    const raw = handle.createReadStream({ highWaterMark: CHUNK });
    // The reader of the last stream gets the errors; the callback does not need them.
    const stream: Readable = decompressor === undefined ? raw : pipeline(raw, decompressor, () => undefined);
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

function decompressorFor(path: string): Transform | undefined {
  if (path.endsWith('.gz')) {
    return zlib.createGunzip({ chunkSize: CHUNK });
  }
  return path.endsWith('.zst') ? zstd('createZstdDecompress', `read ${path}`) : undefined;
}

/**
 * A stream of zstd, which Node has from 22.15 on.
 *
 * @throws UsageError `ZSTD_UNSUPPORTED`
 */
export function zstd(name: 'createZstdCompress' | 'createZstdDecompress', what: string): Transform {
  // The types of the oldest supported release do not know it.
  const create: unknown = Reflect.get(zlib, name);
  if (typeof create !== 'function') {
    throw new UsageError(`Node ${process.versions.node} cannot ${what}: it has no zstd`, {
      code: 'ZSTD_UNSUPPORTED',
      hint: 'Use a file whose name ends in .gz, or Node 22.15 or newer.',
    });
  }
  const stream: Transform = Reflect.apply(create, zlib, []);
  return stream;
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
