import { createHash } from 'node:crypto';

/** A key for content: 32 hexadecimal digits of the SHA-256 of the parts, each preceded by its length. */
export function contentHash(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes.byteLength}\n`).update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}
