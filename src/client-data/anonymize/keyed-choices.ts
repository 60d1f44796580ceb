import { createHmac } from 'node:crypto';

/**
 * Choices that depend on a key and a value alone: the bytes of HMAC-SHA-256 (RFC 2104), followed by HMACs of a counter. The
 * value cannot be found from the choices without the key, and the choices of two values have nothing in common.
 */
export class KeyedChoices {
  readonly #key: string;
  readonly #message: string;
  #bytes: Buffer;
  #at = 0;
  #block = 0;

  /**
   * @param domain what the value is; the same text makes other choices in another domain
   * @param attempt other choices for the same value, when the first pseudonym does not fit
   */
  constructor(key: string, domain: string, value: string, attempt: number) {
    this.#key = key;
    this.#message = `${domain}\0${attempt}\0${value}`;
    this.#bytes = createHmac('sha256', key).update(this.#message).digest();
  }

  /** A whole number from 0 to below `limit`, at most 2^32. The bias is below 2^-16. */
  below(limit: number): number {
    return Number((BigInt(this.#word()) * 65_536n + BigInt(this.#word() >>> 16)) % BigInt(limit));
  }

  /** An element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const element = list[this.below(list.length)];
    if (element === undefined) {
      throw new RangeError('pick() needs a list that is not empty');
    }
    return element;
  }

  /** A text of `length` characters of an alphabet. */
  characters(length: number, alphabet: string): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)] ?? '').join('');
  }

  #word(): number {
    if (this.#at + 4 > this.#bytes.length) {
      this.#block++;
      this.#bytes = createHmac('sha256', this.#key).update(`${this.#message}\0${this.#block}`).digest();
      this.#at = 0;
    }
    const word = this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return word;
  }
}
