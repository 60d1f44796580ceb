import { once } from 'node:events';
import { createWriteStream, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Transform, Writable } from 'node:stream';
import { createGzip } from 'node:zlib';

import { writeAtomically } from '../../databases/dumps/dump-file.ts';
import { zstd } from '../../migrations/client-data/dump-file.ts';
import { codeOf, EnvironmentError, messageOf, UsageError } from '../../support/errors.ts';

/** A file that is being written. */
export interface OutputFile {
  /** Bytes of the script so far, before compression. */
  readonly bytes: number;
  /** Returns a promise when the caller is to wait before it writes more. The bytes must not change afterwards. */
  write: (bytes: Buffer | string) => Promise<void> | undefined;
}

/**
 * Writes a script to a file that only its owner can read. It gets its name when it is complete, in one step; until then,
 * and after an error, a present file of that name stays as it is. Compressed if the name ends in `.gz` or `.zst`.
 *
 * @throws UsageError `NO_SUCH_FOLDER`, `OUTPUT_IS_FOLDER`, `ZSTD_UNSUPPORTED`; EnvironmentError `FILE_NOT_WRITTEN`, also when the disk
 *   is full
 */
export async function withOutputFile<T>(path: string, work: (file: OutputFile) => Promise<T>): Promise<T> {
  const target = resolve(path);
  if (existsSync(target) && statSync(target).isDirectory()) {
    throw new UsageError(`${path} is a folder`, { code: 'OUTPUT_IS_FOLDER', hint: 'Name a file with --out.' });
  }
  const compressor = compressorFor(path);
  return writeAtomically(path, { replace: true }, async (building) => {
    const file = createWriteStream(building, { flags: 'r+', highWaterMark: BUFFERED, flush: true });
    const done = finished(file);
    // Awaited at the end; until then the writer gets the error.
    done.catch(() => undefined);
    const stream: Writable = compressor ?? file;
    compressor?.pipe(file);
    try {
      const result = await work(new StreamedFile(stream, file));
      stream.end();
      await done;
      return result;
    } catch (error) {
      throw explainWriteError(path, error);
    } finally {
      compressor?.destroy();
      file.destroy();
    }
  });
}

/** An error of the system while a file is written, with how to fix it; other errors as they are. */
export function explainWriteError(path: string, error: unknown): unknown {
  const isOfWriting =
    error instanceof Error && 'syscall' in error && /^(?:write|fsync|close)/.test(String(error.syscall));
  if (!isOfWriting) {
    return error;
  }
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '');
  return new EnvironmentError(`cannot write ${path}: ${isFull ? 'no space is left for it' : messageOf(error)}`, {
    code: 'FILE_NOT_WRITTEN',
    hint: isFull
      ? 'Free some space, choose another disk with --out, or compress the file: --out NAME.sql.gz.'
      : 'Check the disk, or choose another one with --out.',
    cause: error,
  });
}

const BUFFERED = 1024 * 1024;

class StreamedFile implements OutputFile {
  bytes = 0;
  readonly #stream: Writable;
  #failure: Error | undefined;
  readonly #failed: Promise<never>;

  constructor(stream: Writable, file: Writable) {
    this.#stream = stream;
    this.#failed = new Promise((_, reject) => {
      const fail = (error: Error): void => {
        this.#failure = error;
        reject(error);
      };
      file.once('error', fail);
      if (stream !== file) {
        stream.once('error', fail);
      }
    });
    // Awaited by the next write; until then the rejection is no unhandled one.
    this.#failed.catch(() => undefined);
  }

  write(bytes: Buffer | string): Promise<void> | undefined {
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    this.bytes += Buffer.byteLength(bytes);
    return this.#stream.write(bytes) ? undefined : this.#drained();
  }

  async #drained(): Promise<void> {
    await Promise.race([this.#failed, once(this.#stream, 'drain')]);
  }
}

function compressorFor(path: string): Transform | undefined {
  if (path.endsWith('.gz')) {
    return createGzip({ chunkSize: BUFFERED });
  }
  return path.endsWith('.zst') ? zstd('createZstdCompress', `write ${path}`) : undefined;
}
