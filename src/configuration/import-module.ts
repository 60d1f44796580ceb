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
    loaded = await withoutTypelessWarning(() => import(url)).catch((error: unknown) => {
      // A package of "type": "commonjs", as `npm init` makes it, may hold a TypeScript file that exports as a module.
      const isModuleInCommonJs = error instanceof SyntaxError && /\.tsx?$/.test(path);
      if (codeOf(error) !== 'ERR_UNKNOWN_FILE_EXTENSION' && !isModuleInCommonJs) {
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
  const exported = defaultOf(loaded);
  // tsx compiles a file of a package without "type": "module" to CommonJS, whose exports are the default.
  return isObject(exported) && exported['__esModule'] === true ? defaultOf(exported) : exported;
}

/** Node warns when a package.json has no "type" and a file is an ES module. The file is right; only loading it is slower. */
async function withoutTypelessWarning<T>(load: () => Promise<T>): Promise<T> {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (...warning: unknown[]): void => {
    const options = warning[1];
    if (!isObject(options) || options['code'] !== 'MODULE_TYPELESS_PACKAGE_JSON') {
      Reflect.apply(emitWarning, undefined, warning);
    }
  };
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function defaultOf(loaded: unknown): unknown {
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
    throw new UsageError(`Node cannot read the TypeScript of ${path} here`, {
      code,
      hint: `Install tsx ("npm install --save-dev tsx"), set "type": "module" in package.json, or use JavaScript in a .mjs file.`,
      cause: error,
    });
  }
}
