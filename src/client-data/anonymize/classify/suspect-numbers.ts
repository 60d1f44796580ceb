import { nameWords } from './name-hints.ts';

/** Whole numbers that are counted or computed, by their name. */
const MEASURE =
  /\b(?:at|ts|time|timestamp|epoch|date|ms|ns|us|size|bytes|length|count|total|sum|amount|cost|price|version|seq|sequence|checksum|hash|duration|offset|rows)$/;

const ID = /\b(?:id|ids)$/;

/** Whole numbers that may be of somebody: from the shortest telephone number to the longest meter number. */
const LONG_NUMBERS = { from: 1e8, below: 1e14 };

/** Ids become long by themselves; those of 13 digits are meters. */
const LONG_IDS = { from: 1e12, below: 1e13 };

/** Which whole numbers of a name have to be looked at; undefined for counted and computed ones. */
export function suspectNumbers(name: string): { from: number; below: number } | undefined {
  const words = nameWords(name);
  return ID.test(words) ? LONG_IDS : MEASURE.test(words) ? undefined : LONG_NUMBERS;
}

/** Whether a number in JSON is such a one, by the name of its key. */
export function isSuspectNumber(name: string, text: string): boolean {
  const suspect = suspectNumbers(name);
  const number = Number(text);
  return suspect !== undefined && Number.isInteger(number) && number >= suspect.from && number < suspect.below;
}
