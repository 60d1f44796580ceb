import * as v from 'valibot';

import { closestName } from './closest-name.ts';
import { InvalidOptionError } from './errors.ts';

/** Optional values; their messages are read after the option's name. */
export const TEXT = v.optional(v.string('must be a string'));
export const TEXTS = v.optional(v.array(v.string('must be a string'), 'must be an array of strings'));
export const YES_OR_NO = v.optional(v.boolean('must be true or false'));
export const NUMBER = v.optional(v.number('must be a number'));
export const COUNT = wholeNumber(1);
export const VERSION = v.optional(v.bigint('must be a bigint, such as 3n'));
export const CALLBACK = v.optional(v.function('must be a function'));
/** Checked elsewhere. */
export const ANYTHING = v.optional(v.unknown());

/** A whole number within limits, or undefined. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): v.GenericSchema<number | undefined> {
  return v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number'),
      v.minValue(least, `must be ${least} or more`),
      v.maxValue(most, `must be ${most} or less`),
    ),
  );
}

/** One of a few words, or undefined. */
export function oneOf<const T extends string>(...words: readonly T[]): v.GenericSchema<T | undefined> {
  return v.optional(v.picklist(words, `must be ${words.map((word) => `"${word}"`).join(' or ')}`));
}

/** An object of strings, or undefined. */
export const TEXT_RECORD = v.optional(
  v.record(v.string(), v.string('must be a string'), 'must be an object of strings'),
);

/** What a schema rejects, with the name of the option: `server.url`; empty for all of them. */
function problemsOf(
  schema: v.GenericSchema,
  issues: readonly v.BaseIssue<unknown>[],
): { option: string; problem: string }[] {
  return issues.map((issue) => {
    const keys = issue.path?.map(({ key }) => String(key)) ?? [];
    const option = keys.join('.');
    if (option === '') {
      return { option, problem: 'the options must be an object' };
    }
    if (issue.type === 'strict_object' && issue.expected === 'never') {
      const known = closestName(keys.at(-1) ?? '', namesIn(schema, keys.slice(0, -1)));
      return {
        option,
        problem: `unknown option "${option}"${known === undefined ? '' : `; did you mean "${known}"?`}`,
      };
    }
    const isMissing = ['object', 'strict_object'].includes(issue.type) && issue.input === undefined;
    return { option, problem: `${option} ${isMissing ? 'is missing' : issue.message}` };
  });
}

/** The names that an object at a path of the schema may have. */
function namesIn(schema: unknown, path: readonly string[]): string[] {
  if (typeof schema !== 'object' || schema === null) {
    return [];
  }
  if ('wrapped' in schema) {
    return namesIn(schema.wrapped, path);
  }
  if ('options' in schema && Array.isArray(schema.options)) {
    return schema.options.flatMap((option) => namesIn(option, path));
  }
  const entries: Record<string, unknown> = 'entries' in schema ? { ...Object(schema.entries) } : {};
  const [name, ...rest] = path;
  return name === undefined ? Object.keys(entries) : namesIn(entries[name], rest);
}

/**
 * Checks the options of a library function `of` that may be called without type checks. Reports all problems at once;
 * the error's `option` names the first one.
 *
 * @throws InvalidOptionError
 */
export function checkOptions(
  of: string,
  schema: v.GenericSchema,
  options: unknown,
  hint = 'Correct the call; the types describe the options.',
): void {
  const parsed = v.safeParse(schema, options);
  if (parsed.success) {
    return;
  }
  const problems = problemsOf(schema, parsed.issues);
  const lines = problems.map(({ problem }) => problem);
  throw new InvalidOptionError(problems[0]?.option ?? '', {
    message:
      lines.length === 1
        ? `invalid option for ${of}: ${lines[0]}`
        : `invalid options for ${of}:\n  ${lines.join('\n  ')}`,
    hint,
  });
}
