/**
 * The advice for an error about an extension or library that the server's machine lacks, or that its build does not fit;
 * undefined for any other error.
 *
 * @param statement the failing one
 */
export function missingSoftwareAdvice(sqlstate: string | undefined, statement = ''): string | undefined {
  const extension = /^\s*CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?("[^"]+"|\w+)/i.exec(statement)?.[1];
  if (sqlstate === FEATURE_NOT_SUPPORTED && extension === undefined) {
    return undefined;
  }
  if (sqlstate !== FEATURE_NOT_SUPPORTED && sqlstate !== UNDEFINED_FILE) {
    return undefined;
  }
  const what = extension === undefined ? 'this library' : `the extension ${extension.replaceAll('"', '')}`;
  const image = extension?.toLowerCase() === 'postgis' ? 'postgis/postgis' : 'IMAGE';
  return (
    `Use a server that has ${what}, in a build for its release: --server docker --image ${image}, or --pg-bin with the ` +
    'programs of a PostgreSQL on this machine that it is installed for. The PostgreSQL from npm has only the extensions of ' +
    'its own distribution.'
  );
}

/** "extension … is not available". */
const FEATURE_NOT_SUPPORTED = '0A000';

/** "could not access file", also for a library that cannot be loaded. */
const UNDEFINED_FILE = '58P01';
