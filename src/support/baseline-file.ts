import { readFile } from 'node:fs/promises';

import { codeOf, EnvironmentError, messageOf, UsageError } from './errors.ts';

/**
 * Reads a file of accepted findings with `parse`.
 *
 * @param what the file in messages: `baseline`
 * @throws EnvironmentError `BASELINE_UNREADABLE`; UsageError `BAD_BASELINE` for an invalid file
 */
export async function readBaselineFile<T>(file: string, what: string, parse: (json: unknown) => T): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new EnvironmentError(`cannot read the baseline ${file} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'BASELINE_UNREADABLE',
      hint: 'Write it with --update-baseline.',
      cause: error,
    });
  });
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`invalid ${what} in ${file}: ${messageOf(error)}`, {
      code: 'BAD_BASELINE',
      hint: 'Correct it, or remove it and write it again with --update-baseline.',
      cause: error,
    });
  }
}
