import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';

import { dropCachedData, findCachedData, keepData } from '../embedded/data-cache.ts';

/** Length of our passwords: 24 random bytes as base64url. */
const PASSWORD_LENGTH = 32;

/** A cached data directory of a cleanly stopped container. */
export interface PreparedData {
  path: string;
  /** The offset and length of the tar archive in the file. */
  offset: number;
  bytes: number;
  /** The superuser's password in the data; each start replaces it before the server is returned. */
  password: string;
}

/** Finds cached data by its key. The file, which only this account can read, is the password followed by the archive. */
export async function findPreparedData(cache: string, key: string): Promise<PreparedData | undefined> {
  const found = findCachedData(cache, key);
  if (found === undefined || found.bytes <= PASSWORD_LENGTH) {
    return undefined;
  }
  const { path, bytes } = found;
  const file = await open(path).catch(() => undefined); // It was removed meanwhile.
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
 * Caches what `copyData` writes; `kept` resolves when the entry is complete.
 *
 * @throws the errors of `copyData`
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

/** Removes an archive that could not be unpacked. */
export function dropPreparedData({ path }: PreparedData): void {
  dropCachedData({ path });
}
