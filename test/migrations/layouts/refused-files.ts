import type { OtherLayout } from '../../../src/configuration/layout.ts';

/** A folder that a layout refuses, and the error, without the path of the folder. */
export interface RefusedFolder {
  layout: OtherLayout;
  files: Record<string, string>;
  error: string;
  /** Whether the tool runs it, in a way that its author cannot have meant or that only the tool can. */
  isAcceptedByTool?: true;
}

const UP = 'CREATE TABLE t ();\n';

export const REFUSED: Record<string, RefusedFolder> = {
  'dbmate: no up': {
    layout: 'dbmate',
    files: { '1_a.sql': UP },
    error: '1_a.sql:1: no "-- migrate:up"',
  },
  'dbmate: no down': {
    layout: 'dbmate',
    files: { '1_a.sql': `-- a\n-- migrate:up\n${UP}` },
    error: '1_a.sql:2: no "-- migrate:down" after the up',
  },
  'dbmate: two ups': {
    layout: 'dbmate',
    files: { '1_a.sql': `-- migrate:up\n${UP}-- migrate:down\n-- migrate:up\n` },
    error: '1_a.sql:4: a second "-- migrate:up"',
  },
  'dbmate: two downs': {
    layout: 'dbmate',
    files: { '1_a.sql': `-- migrate:up\n${UP}-- migrate:down\n-- migrate:down\n` },
    error: '1_a.sql:4: a second "-- migrate:down"',
  },
  'dbmate: down before up': {
    layout: 'dbmate',
    files: { '1_a.sql': `-- migrate:down\n-- migrate:up\n${UP}` },
    error: '1_a.sql:1: the down is before the up',
  },
  'dbmate: a statement before the up': {
    layout: 'dbmate',
    files: { '1_a.sql': `-- a\n\n${UP}-- migrate:up\n-- migrate:down\n` },
    error: '1_a.sql:3: a statement before "-- migrate:up"',
  },
  'dbmate: unknown option': {
    layout: 'dbmate',
    files: { '1_a.sql': `-- migrate:up transaction:no\n${UP}-- migrate:down\n` },
    error: '1_a.sql:1: unknown option "transaction:no", which dbmate ignores',
    isAcceptedByTool: true,
  },
  'dbmate: the same version twice': {
    layout: 'dbmate',
    files: { '1_a.sql': '-- migrate:up\n-- migrate:down\n', '1_b.sql': '-- migrate:up\n-- migrate:down\n' },
    error: '1_b.sql: has the same version (1) as 1_a.sql',
  },
  'dbmate: 10 before 9': {
    layout: 'dbmate',
    files: { '9_a.sql': '-- migrate:up\n-- migrate:down\n', '10_b.sql': '-- migrate:up\n-- migrate:down\n' },
    error: '10_b.sql: dbmate sorts names, so it runs this file before 9_a.sql',
    isAcceptedByTool: true,
  },
  'goose: no up': { layout: 'goose', files: { '1_a.sql': '-- nothing\n' }, error: '1_a.sql:1: no "-- +goose Up"' },
  'goose: two ups': {
    layout: 'goose',
    files: { '1_a.sql': `-- +goose Up\n${UP}-- +goose Up\n` },
    error: '1_a.sql:3: a second "-- +goose Up"',
  },
  'goose: two downs': {
    layout: 'goose',
    files: { '1_a.sql': `-- +goose Up\n-- +goose Down\n-- +goose Down\n` },
    error: '1_a.sql:3: a second "-- +goose Down"',
  },
  'goose: down before up': {
    layout: 'goose',
    files: { '1_a.sql': `-- +goose Down\n-- +goose Up\n${UP}` },
    error: '1_a.sql:1: the down is before the up',
  },
  'goose: a statement before the up': {
    layout: 'goose',
    files: { '1_a.sql': `${UP}-- +goose Up\n` },
    error: '1_a.sql:1: a statement before "-- +goose Up"',
  },
  'goose: an indented annotation': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n  -- +goose Down\n' },
    error: '1_a.sql:2: blanks before "-- +goose Down"',
  },
  'goose: unknown annotation': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n-- +goose Sideways\n' },
    error: '1_a.sql:2: unknown annotation "-- +goose Sideways"',
  },
  'goose: variables of the environment': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n-- +goose ENVSUB ON\nSELECT 1;\n' },
    error: '1_a.sql:2: goose would replace ${…} by variables of the environment, which elementaldb does not',
    isAcceptedByTool: true,
  },
  'goose: no semicolon': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\nSELECT 1; SELECT\n2\n' },
    error: '1_a.sql:2: a statement without a semicolon at the end of a line',
  },
  'goose: no semicolon before the down': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\nSELECT 1\n-- +goose Down\nSELECT 2;\n' },
    error: '1_a.sql:2: a statement without a semicolon at the end of a line',
  },
  'goose: a body without StatementBegin': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\nDO $$\nBEGIN\n  NULL;\nEND $$;\n' },
    error: '1_a.sql:2: goose would end the statement at a semicolon in its body',
  },
  'goose: StatementBegin without end': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n' },
    error: '1_a.sql:2: no "-- +goose StatementEnd" after StatementBegin',
  },
  'goose: StatementEnd without begin': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n-- +goose StatementEnd\n' },
    error: '1_a.sql:2: "-- +goose StatementEnd" without StatementBegin',
  },
  'goose: the same version twice': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n', '01_b.sql': '-- +goose Up\n' },
    error: '1_a.sql: has the same version (1) as 01_b.sql',
  },
  'goose: a name without a version': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n', 'b.sql': '-- +goose Up\n' },
    error: 'b.sql: goose refuses the folder, because the name does not begin with a version and _',
  },
  'goose: the version 0': {
    layout: 'goose',
    files: { '00_a.sql': '-- +goose Up\n' },
    error: '00_a.sql: goose refuses the folder, because the name does not begin with a version and _',
  },
  'goose: a migration in Go': {
    layout: 'goose',
    files: { '1_a.sql': '-- +goose Up\n', '2_b.go': 'package migrations\n' },
    error: '2_b.go is a migration that only goose can run',
  },
  'sqlx: a name without a number': {
    layout: 'sqlx',
    files: { 'a_b.sql': UP },
    error: 'a_b.sql: sqlx refuses the folder, because "a" is not a number',
  },
  'sqlx: a down without an up': {
    layout: 'sqlx',
    files: { '1_a.down.sql': UP },
    error: '1_a.down.sql: there is no up for this down',
    isAcceptedByTool: true,
  },
  'sqlx: the same version twice': {
    layout: 'sqlx',
    files: { '1_a.sql': UP, '1_b.up.sql': UP },
    error: '1_b.up.sql: has the same version (1) as 1_a.sql',
  },
  'node-pg-migrate: a down without an up': {
    layout: 'node-pg-migrate',
    files: { '1_a.sql': `${UP}\n-- Down Migration\nDROP TABLE t;\n` },
    error: '1_a.sql:3: a "-- Down Migration" without "-- Up Migration"',
    isAcceptedByTool: true,
  },
  'node-pg-migrate: a statement before the up': {
    layout: 'node-pg-migrate',
    files: { '1_a.sql': `${UP}-- Up Migration\n` },
    error: '1_a.sql:1: a statement before "-- Up Migration"',
    isAcceptedByTool: true,
  },
  'node-pg-migrate: a name without a version': {
    layout: 'node-pg-migrate',
    files: { '1_a.sql': UP, '2-b.sql': UP },
    error:
      '2-b.sql: node-pg-migrate would run it before all others, because the name does not begin with a version and _',
    isAcceptedByTool: true,
  },
  'node-pg-migrate: a migration in JavaScript without a version': {
    layout: 'node-pg-migrate',
    files: { '1_a.sql': UP, 'b.js': '' },
    error: 'b.js is a migration that only node-pg-migrate can run',
    isAcceptedByTool: true,
  },
  'node-pg-migrate: a migration in TypeScript': {
    layout: 'node-pg-migrate',
    files: { '1_a.sql': UP, '2_b.ts': 'export {};\n' },
    error: '2_b.ts is a migration that only node-pg-migrate can run',
    isAcceptedByTool: true,
  },
  'flyway: the same version twice': {
    layout: 'flyway',
    files: { 'V1__a.sql': UP, 'V1.0__b.sql': UP },
    error: 'V1__a.sql: has the same version (1) as V1.0__b.sql',
  },
  'flyway: the same long version twice': {
    layout: 'flyway',
    files: { 'V20240101000000.1.2__a.sql': UP, 'V20240101000000.01.2__b.sql': UP },
    error: 'V20240101000000.1.2__a.sql: has the same version (20240101000000000) as V20240101000000.01.2__b.sql',
  },
  'flyway: a baseline': {
    layout: 'flyway',
    files: { 'B2__a.sql': UP },
    error: 'B2__a.sql: elementaldb does not run baseline migrations of Flyway',
    isAcceptedByTool: true,
  },
  'flyway: a placeholder': {
    layout: 'flyway',
    files: { 'V1__a.sql': 'SELECT 1;\nGRANT ALL ON DATABASE app TO ${owner};\n' },
    error: 'V1__a.sql:2: Flyway would replace ${owner} by a value that elementaldb does not know',
  },
  'flyway: a mixture': {
    layout: 'flyway',
    files: { 'V1__a.sql': `${UP}CREATE INDEX CONCURRENTLY i ON t (a);\n` },
    error: 'V1__a.sql:2: a statement that cannot be in a transaction is beside others',
  },
  'refinery: a version with a dot': {
    layout: 'refinery',
    files: { 'V1.2__a.sql': UP },
    error: 'V1.2__a.sql: the version 1.2 is too large or has a dot',
  },
  'refinery: the same version twice': {
    layout: 'refinery',
    files: { 'V1__a.sql': UP, 'U1__b.sql': UP },
    error: 'V1__a.sql: has the same version (1) as U1__b.sql',
  },
  'refinery: a migration in Rust': {
    layout: 'refinery',
    files: { 'V1__a.sql': UP, 'V2__b.rs': '' },
    error: 'V2__b.rs is a migration that only refinery can run',
    isAcceptedByTool: true,
  },
  'diesel: a folder without a version': {
    layout: 'diesel',
    files: { 'a/up.sql': UP },
    error: 'a/up.sql: the folder has no version',
  },
  'diesel: an empty up': {
    layout: 'diesel',
    files: { '2020-01-01-000000_a/up.sql': '' },
    error: '2020-01-01-000000_a/up.sql: is empty',
  },
  'diesel: the same version twice': {
    layout: 'diesel',
    files: { '2020-01-01-000000_a/up.sql': UP, '20200101000000_b/up.sql': UP },
    error: '20200101000000_b/up.sql: has the same version (20200101000000) as 2020-01-01-000000_a/up.sql',
  },
  'timestamps: the same version twice': {
    layout: 'timestamps',
    files: { '1_a.sql': UP, '1_b.sql': UP },
    error: '1_b.sql: has the same version (1) as 1_a.sql',
  },
};
