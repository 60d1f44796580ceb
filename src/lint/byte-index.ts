import { byteOffsetTranslator } from '../sql/text-position.ts';

/** Translates byte offsets of the UTF-8 form into string indices, in whatever order they are asked for. */
export function byteIndex(text: string): (byteOffset: number) => number {
  if (Buffer.byteLength(text) === text.length) {
    return (byteOffset) => byteOffset;
  }
  return (byteOffset) => byteOffsetTranslator(text)(byteOffset);
}
