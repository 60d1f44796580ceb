import type { TableShape } from './table-shape.ts';

/**
 * The tables of migration tools, each with a column that distinguishes it from a table of the same name
 * for another purpose. The names are the defaults of the tools.
 */
const LEDGERS: Readonly<Record<string, string>> = {
  // Rails, dbmate, Ecto and golang-migrate.
  schema_migrations: 'version',
  ar_internal_metadata: 'key',
  alembic_version: 'version_num',
  _prisma_migrations: 'migration_name',
  flyway_schema_history: 'installed_rank',
  knex_migrations: 'migration_time',
  knex_migrations_lock: 'is_locked',
  goose_db_version: 'version_id',
  atlas_schema_revisions: 'version',
  __drizzle_migrations: 'hash',
  databasechangelog: 'md5sum',
  databasechangeloglock: 'locked',
  pgmigrations: 'run_on',
  _sqlx_migrations: 'checksum',
  __EFMigrationsHistory: 'MigrationId',
  __diesel_schema_migrations: 'version',
  django_migrations: 'applied',
};

/** What tells a ledger from other tables. */
interface LedgerShape extends Pick<TableShape, 'path'> {
  columns: readonly { name: string; type: string }[];
}

/** Whether a table is the ledger of a migration tool: golang-migrate's whatever its name, others' by theirs. */
export function isMigrationLedger({ path: [, name], columns }: LedgerShape): boolean {
  const column = LEDGERS[name];
  return isOfGolangMigrate(columns) || columns.some((each) => each.name === column);
}

/** https://github.com/golang-migrate/migrate/blob/v4.19.0/database/postgres/postgres.go (ensureVersionTable) */
function isOfGolangMigrate(columns: LedgerShape['columns']): boolean {
  return (
    columns
      .map(({ name, type }) => `${name} ${type}`)
      .toSorted()
      .join(', ') === 'dirty boolean, version bigint'
  );
}
