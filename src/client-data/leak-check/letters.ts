/**
 * The letters and digits of a text as codes of 6 bits, without case, accents' composition, spaces and punctuation: "Anna Miller",
 * "ANNA-MILLER" and "anna.miller" have the same codes. Other letters than a to z share codes, which a later comparison of
 * hashes tells apart well enough.
 */
export interface Letters {
  codes: Uint8Array;
  /** For each code the index of its character in the text. */
  positions: Int32Array;
  length: number;
}

/** By UTF-16 unit below 128; 0: neither letter nor digit. */
const ASCII = new Uint8Array(128);
for (let digit = 0; digit < 10; digit++) {
  ASCII[48 + digit] = 1 + digit;
}
for (let letter = 0; letter < 26; letter++) {
  ASCII[65 + letter] = 11 + letter;
  ASCII[97 + letter] = 11 + letter;
}

export const LAST_DIGIT_CODE = 10;

const NOT_ASCII = /[^\0-\u007f]/;
const LETTER = /[\p{L}\p{N}]/u;

/** Whether a text has to be normalized before its letters are read. */
export function normalizeText(text: string): string {
  return NOT_ASCII.test(text) ? text.normalize('NFC').toLowerCase() : text;
}

/** The code of a UTF-16 unit of a normalized text, from 1 to 63, or 0 for neither letter nor digit. */
export function letterCode(unit: number): number {
  if (unit < 128) {
    return ASCII[unit] ?? 0;
  }
  return LETTER.test(String.fromCharCode(unit)) || (unit >= 0xd800 && unit < 0xe000) ? 37 + (unit % 27) : 0;
}

/** Reads the letters of a normalized text into `buffer`, which grows as needed. */
export function readLetters(text: string, buffer: Letters): Letters {
  const letters = text.length <= buffer.codes.length ? buffer : newLetters(text.length * 2);
  const { codes, positions } = letters;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = letterCode(text.charCodeAt(at));
    if (code !== 0) {
      codes[length] = code;
      positions[length] = at;
      length++;
    }
  }
  letters.length = length;
  return letters;
}

export function newLetters(capacity = 1024): Letters {
  return { codes: new Uint8Array(capacity), positions: new Int32Array(capacity), length: 0 };
}
