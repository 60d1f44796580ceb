/** Bytes that come in at the end and go out at the front, without copying all of them each time. */
export class GrowingBuffer {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #start = 0;
  #end = 0;

  /** The bytes at present; valid until the next `append`. */
  get view(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  append(chunk: Uint8Array): void {
    const length = this.#end - this.#start;
    if (length + chunk.length > this.#bytes.length) {
      // Doubling keeps a statement of many megabytes linear in its length.
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, length + chunk.length));
      this.#bytes.copy(larger, 0, this.#start, this.#end);
      this.#bytes = larger;
      this.#start = 0;
      this.#end = length;
    } else if (this.#end + chunk.length > this.#bytes.length) {
      this.#bytes.copyWithin(0, this.#start, this.#end);
      this.#start = 0;
      this.#end = length;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Forgets the first bytes. */
  discard(count: number): void {
    this.#start += count;
  }
}
