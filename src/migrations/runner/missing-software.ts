/**
 * The advice for an error about an extension or library that the server's machine lacks, or that its build does not fit;
 * undefined for any other error.
 *
 * @param statement the failing one
 */
export function missingSoftwareAdvice(sqlstate: string | undefined, statement = ''): string | undefined {
  const extension = /^\s*CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?("[^"]+"|\w+)/i.exec(statement)?.[1];
  if (sqlstate === RAISED && extension?.toLowerCase() === 'pg_cron') {
    return ONE_DATABASE;
  }
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

/** raise_exception, of an extension's script or code. */
const RAISED = 'P0001';

const ONE_DATABASE =
  'pg_cron accepts only the database that cron.database_name names when the server starts. On a server that elementaldb ' +
  'starts, leave that setting out, or set it to the name of the database (--database). For any other server guard the ' +
  "statement: DO $$ BEGIN IF current_database() = current_setting('cron.database_name', true) THEN CREATE EXTENSION IF NOT " +
  'EXISTS pg_cron; END IF; END $$; and in ELSE create a schema cron with what the files use: a table job, functions schedule ' +
  'and unschedule.';

/** "extension … is not available". */
const FEATURE_NOT_SUPPORTED = '0A000';

/** "could not access file", also for a library that cannot be loaded. */
const UNDEFINED_FILE = '58P01';
