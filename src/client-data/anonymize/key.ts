import { stat, readFile } from 'node:fs/promises';

import { codeOf, EnvironmentError, UsageError } from '../../support/errors.ts';

/** The environment variable with the key. */
export const KEY_VARIABLE = 'ELEMENTALDB_ANONYMIZE_KEY';

/** A key of fewer characters could be found by trial: all pseudonyms of known names would be computed with each. */
export const SHORTEST_KEY = 16;

const HOW_TO_MAKE = `Make one with "openssl rand -hex 32" and keep it out of git.`;

export interface KeySources {
  environment: Readonly<Record<string, string | undefined>>;
  /** A file with the key, which only its owner may read. */
  file?: string;
}

/**
 * The key of all pseudonyms, from a file or from `ELEMENTALDB_ANONYMIZE_KEY`. Spaces around it are ignored.
 *
 * @throws UsageError `ANONYMIZE_KEY_MISSING`, `ANONYMIZE_KEY_TOO_SHORT`; EnvironmentError `ANONYMIZE_KEY_UNREADABLE`,
 *   `ANONYMIZE_KEY_EXPOSED` if others may read the file
 */
export async function readAnonymizationKey({ environment, file }: KeySources): Promise<string> {
  const [key, where] =
    file === undefined ? [environment[KEY_VARIABLE] ?? '', KEY_VARIABLE] : [await readKeyFile(file), file];
  const trimmed = key.trim();
  if (trimmed === '') {
    throw new UsageError(file === undefined ? 'there is no key for the pseudonyms' : `the key file ${file} is empty`, {
      code: 'ANONYMIZE_KEY_MISSING',
      hint: `Set ${KEY_VARIABLE} or use --key-file. ${HOW_TO_MAKE}`,
    });
  }
  if (trimmed.length < SHORTEST_KEY) {
    throw new UsageError(`the key in ${where} has fewer than ${SHORTEST_KEY} characters`, {
      code: 'ANONYMIZE_KEY_TOO_SHORT',
      hint: `Use a longer key. ${HOW_TO_MAKE}`,
    });
  }
  return trimmed;
}

async function readKeyFile(file: string): Promise<string> {
  try {
    const { mode } = await stat(file);
    // Windows has no such bits.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new EnvironmentError(`other users may read the key file ${file}`, {
        code: 'ANONYMIZE_KEY_EXPOSED',
        hint: `Run "chmod 600 ${file}", and make a new key if others may have read this one.`,
      });
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof EnvironmentError) {
      throw error;
    }
    throw new EnvironmentError(`cannot read the key file ${file} (${codeOf(error) ?? 'unknown reason'})`, {
      code: 'ANONYMIZE_KEY_UNREADABLE',
      hint: 'Use a file that this user can read.',
      cause: error,
    });
  }
}
