import { UsageError, codeOf } from '../../support/errors.ts';

/** Versions that are tested. */
const VERSIONS: Readonly<Record<string, string>> = { 'hyparquet-writer': '0.17', 'apache-arrow': '21' };

/**
 * Loads an optional package.
 *
 * @param purpose the option that needs it
 * @throws UsageError `PACKAGE_MISSING`
 */
export async function importPackage<T>(name: string, purpose: string): Promise<T> {
  try {
    const loaded: T = await import(name);
    return loaded;
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    throw new UsageError(`${purpose} needs the package ${name}`, {
      code: 'PACKAGE_MISSING',
      hint: `Run "npm install --save-dev ${name}@${VERSIONS[name]}", or use --format csv, which needs no package.`,
      cause: error,
    });
  }
}
