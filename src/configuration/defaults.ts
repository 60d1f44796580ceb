/** The database's name in production. */
export const DEFAULT_DATABASE = 'elementaldb';

/** The main user in production; a superuser on servers that we start. */
export const DEFAULT_USER = 'python';

export const DEFAULT_MIGRATIONS = 'migrations';

/** The folder of rows that verify adds, if it exists. */
export const DEFAULT_POPULATE = 'fixtures/populate';

/** What lint and verify accept, if the file exists and no other is named. */
export const DEFAULT_BASELINE = 'elementaldb-baseline.json';
