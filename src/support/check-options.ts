import * as v from 'valibot';

import { InvalidOptionError } from './errors.ts';

/** Optional values; their messages are read after the option's name. */
export const TEXT = v.optional(v.string('must be a string'));
export const YES_OR_NO = v.optional(v.boolean('must be true or false'));
export const COUNT = v.optional(
  v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(1, 'must be 1 or more')),
);
export const CALLBACK = v.optional(v.function('must be a function'));

/** One of a few words, or undefined. */
export function oneOf<const T extends string>(...words: T[]): v.GenericSchema<T | undefined> {
  return v.optional(v.picklist(words, `must be ${words.map((word) => `"${word}"`).join(' or ')}`));
}

/** What a schema rejects, one line for each problem, with the name of the option: `server.url`; empty for all of them. */
function problemsOf(issues: readonly v.BaseIssue<unknown>[]): { option: string; problem: string }[] {
  return issues.map((issue) => {
    const option = issue.path?.map(({ key }) => String(key)).join('.') ?? '';
    if (option === '') {
      return { option, problem: 'the options must be an object' };
    }
    if (issue.type === 'strict_object') {
      return { option, problem: `unknown option "${option}"` };
    }
    const isMissing = issue.type === 'object' && issue.input === undefined;
    return { option, problem: `${option} ${isMissing ? 'is missing' : issue.message}` };
  });
}

/**
 * Checks the options of a library function `of` that may be called without type checks. Reports all problems at once;
 * the error's `option` names the first one.
 *
 * @throws InvalidOptionError
 */
export function checkOptions<T>(
  of: string,
  schema: v.GenericSchema<unknown, T>,
  options: unknown,
  hint = 'Correct the call; the types describe the options.',
): T {
  const parsed = v.safeParse(schema, options);
  if (parsed.success) {
    return parsed.output;
  }
  const problems = problemsOf(parsed.issues);
  const lines = problems.map(({ problem }) => problem);
  throw new InvalidOptionError(problems[0]?.option ?? '', {
    message:
      lines.length === 1
        ? `invalid option for ${of}: ${lines[0]}`
        : `invalid options for ${of}:\n  ${lines.join('\n  ')}`,
    hint,
  });
}
