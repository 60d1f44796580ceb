/** pg_cron in a list of libraries. */
const PG_CRON = /(?:^|,)\s*["']?(?:\$libdir\/)?pg_cron["']?\s*(?:,|$)/;

/**
 * The settings of a server; for one that loads pg_cron, with the database that pg_cron accepts. The default of pg_cron is
 * `postgres`, to which nobody applies migrations.
 */
export function withCronDatabase(
  settings: Readonly<Record<string, string>> | undefined,
  database: string,
): Readonly<Record<string, string>> | undefined {
  return loadsCron(settings) ? { 'cron.database_name': database, ...settings } : settings;
}

/** The same for a server that tries migrations: no job runs, since its rows would change while they are compared. */
export function withIdleCron(
  settings: Readonly<Record<string, string>> | undefined,
  database: string,
): Readonly<Record<string, string>> | undefined {
  return loadsCron(settings) ? { 'cron.database_name': database, 'cron.max_running_jobs': '0', ...settings } : settings;
}

function loadsCron(settings: Readonly<Record<string, string>> | undefined): boolean {
  return PG_CRON.test(settings?.['shared_preload_libraries'] ?? '');
}
