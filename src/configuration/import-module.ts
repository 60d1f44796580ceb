import { pathToFileURL } from 'node:url';

import { UsageError, codeOf, messageOf } from '../support/errors.ts';
import { isObject } from '../support/json.ts';

/**
 * The default export of a JavaScript or TypeScript file, or all its exports. Node 20 needs tsx for TypeScript.
 *
 * @param what the file in messages
 * @throws UsageError `code`
 */
export async function importModule(path: string, what: string, code: string): Promise<unknown> {
  const url = pathToFileURL(path).href;
  let loaded: unknown;
  try {
    loaded = await import(url).catch((error: unknown) => {
      if (codeOf(error) !== 'ERR_UNKNOWN_FILE_EXTENSION') {
        throw error;
      }
      return importThroughTsx(url, path, what, code);
    });
  } catch (error) {
    if (error instanceof UsageError) {
      throw error;
    }
    throw new UsageError(`cannot read ${what} ${path}: ${messageOf(error)}`, {
      code,
      hint: 'Correct the file, or use another one.',
      cause: error,
    });
  }
  return isObject(loaded) ? (loaded['default'] ?? loaded) : loaded;
}

async function importThroughTsx(url: string, path: string, what: string, code: string): Promise<unknown> {
  try {
    const { tsImport } = await import('tsx/esm/api');
    return await tsImport(url, import.meta.url);
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    throw new UsageError(`this version of Node cannot read ${path}`, {
      code,
      hint: `Install tsx ("npm install --save-dev tsx"), or rename it to .mjs and use JavaScript.`,
      cause: error,
    });
  }
}
