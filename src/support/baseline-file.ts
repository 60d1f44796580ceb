import { readFile } from 'node:fs/promises';

import { codeOf, EnvironmentError, messageOf, UsageError } from './errors.ts';

/**
 * Reads a file of accepted findings as `parse` understands its JSON.
 *
 * @param what it is to be: `baseline`
 * @throws EnvironmentError `BASELINE_UNREADABLE`; UsageError `BAD_BASELINE` for a file that is none
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
    throw new UsageError(`${file} is no ${what}: ${messageOf(error)}`, {
      code: 'BAD_BASELINE',
      hint: 'Fix it, or remove it and write it anew with --update-baseline.',
      cause: error,
    });
  }
}
