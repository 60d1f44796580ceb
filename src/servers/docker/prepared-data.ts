import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';

import { dropCachedData, findCachedData, keepData } from '../embedded/data-cache.ts';

/** Length of the passwords that we make, in bytes: 24 random bytes as base64url. */
const PASSWORD_LENGTH = 32;

/** The data directory of a container that was stopped cleanly, in the cache of this machine. */
export interface PreparedData {
  path: string;
  /** Where the tar archive begins in the file, and its length. */
  offset: number;
  bytes: number;
  /** The one that its superuser still has; each start gives a new one before anybody is told of the server. */
  password: string;
}

/** Looks up what was kept under a key. The file, which only this account can read, is the password and then the archive. */
export async function findPreparedData(cache: string, key: string): Promise<PreparedData | undefined> {
  const found = findCachedData(cache, key);
  if (found === undefined || found.bytes <= PASSWORD_LENGTH) {
    return undefined;
  }
  const { path, bytes } = found;
  const file = await open(path).catch(() => undefined); // Evicted at this moment: it has to be made.
  if (file === undefined) {
    return undefined;
  }
  try {
    const { buffer } = await file.read(Buffer.alloc(PASSWORD_LENGTH), 0, PASSWORD_LENGTH, 0);
    const password = buffer.toString('latin1');
    if (!/^[\w-]+$/.test(password)) {
      dropCachedData(found);
      return undefined;
    }
    return { path, offset: PASSWORD_LENGTH, bytes: bytes - PASSWORD_LENGTH, password };
  } finally {
    await file.close();
  }
}

/**
 * Keeps what `copyData` writes; `kept` resolves when it can be found.
 *
 * @throws what `copyData` throws
 */
export function keepPreparedData(
  cache: string,
  key: string,
  password: string,
  copyData: (fd: number) => Promise<void>,
): Promise<{ kept: Promise<void> }> {
  return keepData(cache, key, async (fd) => {
    writeSync(fd, password);
    await copyData(fd);
  });
}

/** Removes an archive that could not be unpacked; it is made again. */
export function dropPreparedData({ path }: PreparedData): void {
  dropCachedData({ path });
}
