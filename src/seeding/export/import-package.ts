import { UsageError, codeOf } from '../../support/errors.ts';

/** What to install, in versions that are tested, and what to do without it. */
const NO_PACKAGE = 'use --format csv, which needs no package';
const NO_WORKBOOK = 'choose other layouts with --layout';
const WORKBOOK = 'write-excel-file@4.1 fflate@0.8';
const INSTALLS: Readonly<Record<string, readonly [packages: string, otherwise: string]>> = {
  'hyparquet-writer': ['hyparquet-writer@0.17', NO_PACKAGE],
  'apache-arrow': ['apache-arrow@21', NO_PACKAGE],
  'write-excel-file/node': [WORKBOOK, NO_WORKBOOK],
  fflate: [WORKBOOK, NO_WORKBOOK],
};

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
    const [packages = name, otherwise = NO_PACKAGE] = INSTALLS[name] ?? [];
    throw new UsageError(`${purpose} needs the package ${name.split('/')[0]}`, {
      code: 'PACKAGE_MISSING',
      hint: `Run "npm install --save-dev ${packages}", or ${otherwise}.`,
      cause: error,
    });
  }
}
