import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Site1704067200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE site (site_id serial PRIMARY KEY, name text NOT NULL UNIQUE)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE site');
  }
}
