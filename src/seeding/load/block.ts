import { FRAME_HEADER } from '../../postgres/copy-frames.ts';

/** Bytes of a block, unless a row needs more: the server reads one while the next is made. */
const BLOCK_BYTES = 64 * 1024;

/**
 * A reusable buffer for rows. `length` counts the bytes written, including the space for the header of its frame.
 */
export class Block {
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  view = new DataView(this.bytes.buffer);
  length = FRAME_HEADER;

  /** Reserves some bytes and returns the position of the first. */
  reserve(bytes: number): number {
    const at = this.length;
    this.length += bytes;
    if (this.length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }

  /** Bytes that fit before the block should be sent. */
  get free(): number {
    return Math.max(0, BLOCK_BYTES - this.length);
  }

  get isEmpty(): boolean {
    return this.length === FRAME_HEADER;
  }

  int16(value: number): void {
    // This comes first, because it may replace the view.
    const at = this.reserve(2);
    this.view.setInt16(at, value);
  }

  uint16(value: number): void {
    const at = this.reserve(2);
    this.view.setUint16(at, value);
  }

  int32(value: number): void {
    const at = this.reserve(4);
    this.view.setInt32(at, value);
  }

  uint32(value: number): void {
    const at = this.reserve(4);
    this.view.setUint32(at, value);
  }

  int64(value: bigint): void {
    const at = this.reserve(8);
    this.view.setBigInt64(at, value);
  }

  float64(value: number): void {
    const at = this.reserve(8);
    this.view.setFloat64(at, value);
  }

  /** A text with its length in bytes before it. */
  text(text: string): void {
    const at = this.reserve(4 + text.length * 3);
    const bytes = this.bytes.write(text, at + 4);
    this.view.setInt32(at, bytes);
    this.length = at + 4 + bytes;
  }

  /** A text alone. */
  raw(text: string): void {
    const at = this.reserve(text.length * 3);
    this.length = at + this.bytes.write(text, at);
  }

  copy(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  clear(): void {
    this.length = FRAME_HEADER;
  }
}
