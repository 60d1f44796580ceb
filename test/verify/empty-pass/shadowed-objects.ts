import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { server } from './judging-server.ts';
import { everyNth, type Part } from '../../suite-part.ts';

const guarded = (statement: string): string =>
  `DO $$ BEGIN ${statement}; EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL; END $$`;

const silenced = (statement: string): string => `SET client_min_messages = warning; ${statement}`;

/** Cases of the part. */
export function testShadowed(part: Part): void {
  test.each(
    everyNth(part, 5, [
      ['CREATE SCHEMA IF NOT EXISTS app; CREATE SCHEMA IF NOT EXISTS app2 AUTHORIZATION pg_database_owner', true],
      ['CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION pg_database_owner', true],
      ['CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public', false],
      ['CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA app', true],
      [`CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public VERSION '0.1' CASCADE`, true],
      [guarded(`CREATE TYPE mood AS ENUM ('x', 'y')`), true],
      [guarded(`CREATE TYPE mood AS ENUM ('it''s', 'b')`), false],
      [guarded('ALTER TABLE m ADD CONSTRAINT n_check CHECK (n IN (0, -1) OR o IS NULL)'), false],
      [guarded('ALTER TABLE m ADD CONSTRAINT n_check CHECK (n IN (0, 2) OR o IS NULL)'), true],
      [guarded('ALTER TABLE m ADD CONSTRAINT n_check UNIQUE (n)'), true],
      [guarded('ALTER TABLE m ADD CONSTRAINT m_key UNIQUE (n, o)'), false],
      [guarded('ALTER TABLE m ADD CONSTRAINT m_key UNIQUE (n, p)'), true],
      [guarded('ALTER TABLE m ADD CONSTRAINT m_to FOREIGN KEY (p) REFERENCES m (p)'), false],
      [guarded('ALTER TABLE m ADD CONSTRAINT m_to FOREIGN KEY (p) REFERENCES l (p)'), true],
      [silenced('CREATE TABLE IF NOT EXISTS m (x int)'), true],
      [silenced('CREATE INDEX IF NOT EXISTS m_key ON m (p)'), true],
      [silenced('ALTER TABLE m ADD COLUMN IF NOT EXISTS n bigint'), true],
      [silenced('CREATE SEQUENCE IF NOT EXISTS app.m'), false],
      [silenced('SET search_path = app; CREATE TABLE IF NOT EXISTS m (x int)'), false],
      [silenced('DROP TABLE m CASCADE; CREATE TABLE IF NOT EXISTS m (x int)'), false],
      [silenced('ALTER TABLE m RENAME TO m2; CREATE TABLE IF NOT EXISTS m (x int)'), false],
      [silenced('ALTER TABLE m DROP n; ALTER TABLE m ADD COLUMN IF NOT EXISTS n bigint'), false],
      [silenced('ALTER TABLE m DROP o; CREATE UNIQUE INDEX IF NOT EXISTS m_key ON m (n)'), false],
      [silenced('ALTER TABLE m DROP CONSTRAINT m_key; CREATE UNIQUE INDEX IF NOT EXISTS m_key ON m (n)'), false],
      [silenced('ALTER TABLE m DROP q; CREATE SEQUENCE IF NOT EXISTS m_q_seq'), false],
      [silenced('DROP VIEW v CASCADE; CREATE MATERIALIZED VIEW IF NOT EXISTS w AS SELECT 1 AS a'), false],
      [
        silenced(
          'DROP TABLE parts; CREATE TABLE parts (n int) PARTITION BY LIST (n); CREATE TABLE IF NOT EXISTS part PARTITION OF parts DEFAULT',
        ),
        false,
      ],
      [silenced('DO $$ BEGIN IF false THEN CREATE TABLE IF NOT EXISTS m (x int); END IF; END $$'), false],
    ]),
  )('%s is shadowed by a different object: %s', async (sql, isShadowed) => {
    const prelude = `CREATE EXTENSION pg_trgm; CREATE SCHEMA app; CREATE SCHEMA app2; CREATE TYPE mood AS ENUM ('it''s', 'b');
     CREATE TABLE parts (n int) PARTITION BY LIST (n); CREATE TABLE part PARTITION OF parts DEFAULT;
     CREATE VIEW v AS SELECT 1 AS a; CREATE MATERIALIZED VIEW w AS SELECT a FROM v;
     CREATE TABLE m (n int, o int, p int UNIQUE, q serial, CONSTRAINT n_check CHECK (n IN (0, -1) OR o IS NULL),
       CONSTRAINT m_key UNIQUE (n, o), CONSTRAINT m_to FOREIGN KEY (p) REFERENCES m (p))`;
    await using folder = await migrationsFolder({
      '1_step.up.sql': `${sql}; CREATE TABLE IF NOT EXISTS t ()`,
      'prelude.sql': prelude,
    });
    const content = await readContent({ migrations: folder.path, prelude: join(folder.path, 'prelude.sql') });
    const report = await verifyOn(server, content, { populated: false });
    expect(report.migrations[0]?.verdicts.shadowed.status).toBe(isShadowed ? 'warn' : 'pass');
  });
}
