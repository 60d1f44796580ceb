/** The database's name in production. */
export const DEFAULT_DATABASE = 'elementaldb';

/** The ordinary user in production, a powerful account; superuser on servers we start. */
export const DEFAULT_USER = 'python';

export const DEFAULT_MIGRATIONS = 'migrations';

/** Folder of rows that verify adds, taken where it exists. */
export const DEFAULT_POPULATE = 'fixtures/populate';
