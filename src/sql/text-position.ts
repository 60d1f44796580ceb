/** A place in a text as editors show it: both count from 1, the column in characters. */
export interface TextPosition {
  line: number;
  column: number;
}

/** The place of an index into a JavaScript string. A CRLF ends one line. */
export function positionAt(text: string, index: number): TextPosition {
  return positionFinder(text)(index);
}

/** `positionAt` for many places of one text: the lines are found once, when the first is asked for. */
export function positionFinder(text: string): (index: number) => TextPosition {
  let found: number[] | undefined;
  let hasPairs = false;
  return (index) => {
    if (found === undefined) {
      found = startsOfLines(text);
      hasPairs = /[\ud800-\udfff]/.test(text);
    }
    const lineStarts = found;
    let low = 0;
    let high = lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((lineStarts[middle] ?? 0) <= index) {
        low = middle;
      } else {
        high = middle;
      }
    }
    const start = lineStarts[low] ?? 0;
    const count = hasPairs
      ? characterCount(text.slice(start, index))
      : Math.max(Math.min(index, text.length) - start, 0);
    return { line: low + 1, column: count + 1 };
  };
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/**
 * The index into a JavaScript string of PostgreSQL's error position, which counts characters from 1, whereas
 * JavaScript counts UTF-16 units: an emoji before the place is one character but two units.
 */
export function indexOfCharacter(text: string, character: number): number {
  let index = 0;
  for (let count = 1; count < character && index < text.length; count += 1) {
    index += (text.codePointAt(index) ?? 0) > 0xff_ff ? 2 : 1;
  }
  return index;
}

/**
 * Translates byte offsets of the UTF-8 form, as libpg-query gives them, into string indices. In whatever order they are asked
 * for, each costs no more than the way from the one before it.
 */
export function byteOffsetTranslator(text: string): (byteOffset: number) => number {
  if (Buffer.byteLength(text) === text.length) {
    return (byteOffset) => Math.min(byteOffset, text.length);
  }
  let bytes = 0;
  let index = 0;
  return (byteOffset) => {
    while (bytes < byteOffset && index < text.length) {
      const point = text.codePointAt(index) ?? 0;
      bytes += bytesOf(point);
      index += point > 0xff_ff ? 2 : 1;
    }
    while (bytes > byteOffset) {
      const isPair = index > 1 && (text.codePointAt(index - 2) ?? 0) > 0xff_ff;
      index -= isPair ? 2 : 1;
      bytes -= bytesOf(text.codePointAt(index) ?? 0);
    }
    return index;
  };
}

function bytesOf(point: number): number {
  return point < 0x80 ? 1 : point < 0x8_00 ? 2 : point < 0x1_00_00 ? 3 : 4;
}

function characterCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; count += 1) {
    index += (text.codePointAt(index) ?? 0) > 0xff_ff ? 2 : 1;
  }
  return count;
}
