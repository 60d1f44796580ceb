import { isHarmlessValue, isHarmlessWord } from '../classify/harmless.ts';
import { isWrittenAsName, shapeOf } from '../classify/value-shapes.ts';
import type { AnonymizationRule, RuleContext } from './rule.ts';
import { LOWER_CASE, writeLike } from './style.ts';

/** Longer texts become shorter. */
const LONGEST_TEXT = 2000;

/** Free text: words of no meaning, about as long. */
export const text: AnonymizationRule = {
  summary: 'words of no meaning, about as long',
  pseudonym: (value, context) => {
    const length = Math.min(value.length, context.maxLength, LONGEST_TEXT);
    return filler(length, context, value);
  },
};

function filler(length: number, context: RuleContext, value: string): string {
  const choices = context.choices('text', value);
  let written = '';
  while (written.length < length) {
    written += `${written === '' ? '' : ' '}${choices.pick(context.vocabulary.filler)}`;
  }
  const whole = written.slice(0, length).trimEnd();
  return whole.slice(0, 1).toUpperCase() + whole.slice(1);
}

/** Paths and names of files: the ending and harmless folders stay. */
export const fileName: AnonymizationRule = {
  summary: 'another name, the same ending',
  pseudonym: (value, context) => {
    const ending = /\.[a-z0-9]{1,5}(?:\.gz)?$/i.exec(value)?.[0] ?? '';
    const path = value.slice(0, value.length - ending.length);
    return `${path.replaceAll(/[^/\\]+/g, (part) => byForm.pseudonym(part, context))}${ending}`.slice(
      -context.maxLength,
    );
  },
};

/** Values of several kinds, and parts of paths and URLs: each by its form; kept if it says nothing. */
export const byForm: AnonymizationRule = {
  summary: 'each value by its form',
  pseudonym: (value, context) => {
    const shape = shapeOf(value);
    if (shape !== undefined && shape !== 'file-name') {
      return context.partBy(shape, value);
    }
    if (
      isHarmlessValue(value, context.vocabulary) ||
      value.split(/[^\p{L}\p{N}]+/u).every((word) => isHarmlessWord(word, context.vocabulary))
    ) {
      return context.replaceKnown(value);
    }
    if (isWrittenAsName(value)) {
      return context.partBy('person', value);
    }
    if (/\d/.test(value)) {
      return context.partBy('identifier', value);
    }
    const choices = context.choices('piece', value.toLowerCase());
    return writeLike(value, [choices.pick(context.vocabulary.nouns), choices.characters(4, LOWER_CASE)]);
  },
};

/** Binary data: as many other bytes; text in it becomes other text. */
export const bytes: AnonymizationRule = {
  summary: 'as many other bytes',
  pseudonym: (value, context) => {
    const digits = value.replace(/^\\x/, '');
    const decoded = Buffer.from(digits, 'hex');
    const isText =
      Buffer.from(decoded.toString('utf8')).equals(decoded) &&
      /^[\t\n\r -~\u00a0-\uffff]+$/.test(decoded.toString('utf8'));
    const other = isText
      ? Buffer.from(filler(decoded.length, context, value))
      : Buffer.from(
          context.choices('bytes', value).characters(Math.min(digits.length, 65_536), '0123456789abcdef'),
          'hex',
        );
    return `\\x${other.toString('hex')}`;
  },
};

/** Dates of birth and the like: moved by up to 60 days. */
export const date: AnonymizationRule = {
  summary: 'moved by up to 60 days',
  isSearched: false,
  pseudonym: (value, context) => {
    const choices = context.choices('date', value.slice(0, 10));
    const days = (1 + choices.below(60)) * (choices.below(2) === 0 ? 1 : -1);
    return value.replace(/^(\d{4}-\d{2}-\d{2})/, (day) => addDays(day, days));
  },
};

/** `2024-01-31` and 1 make `2024-02-01`. */
export function addDays(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}
