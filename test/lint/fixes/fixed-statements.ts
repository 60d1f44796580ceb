import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { ENERGY_RULESET } from '../../../src/energy/lint-rules/energy-ruleset.ts';
import { fixMigrations } from '../../../src/lint/fixes/fix-migrations.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { everyNth, type Part } from '../../suite-part.ts';

/** Cases of the part. */
export function testFixes(part: Part): void {
  /** Roles belong to the whole cluster, so those of other tests come and go meanwhile. */
  const OPTIONS = { clusterWide: false };

  const GIVEN = `
CREATE SCHEMA energy;
CREATE TABLE energy.site (site_id text PRIMARY KEY, name text, area int CHECK (area > 0));
CREATE TABLE energy.meter (meter_id int, site_id text, kind text);
CREATE TYPE energy.fuel AS ENUM ('gas', 'elec');
CREATE VIEW energy.ids AS SELECT site_id FROM energy.site;
CREATE INDEX meter_kind_idx ON energy.meter (kind);
INSERT INTO energy.site VALUES ('a', 'A', 1);
INSERT INTO energy.meter VALUES (1, 'a', 'gas'), (2, NULL, NULL);
`;

  /** Each is the up of a migration that can run once; fixed, it has to do the same, and nothing when it runs again. */
  test.for(
    everyNth(part, 6, [
      'CREATE TABLE energy.unit (unit_id text); COMMENT ON TABLE energy.unit IS $$What is counted.$$;',
      'ALTER TABLE energy.site ADD COLUMN age int, DROP COLUMN area, ADD CONSTRAINT site_age_check CHECK (age > 0);',
      'ALTER TABLE energy.meter ADD CHECK (meter_id > 0), ADD FOREIGN KEY (site_id) REFERENCES energy.site (site_id);',
      'CREATE INDEX ON energy.meter (site_id); CREATE INDEX meter_id_idx ON energy.meter (meter_id);',
      'ALTER TABLE energy.site ADD CHECK (area < 1000);',
      'ALTER TABLE energy.site ADD CHECK (area < 1000), ADD CHECK (area <> 13); ALTER TABLE energy.site ADD CHECK (area <> 17);',
      'ALTER TABLE energy.site DROP COLUMN area; ALTER TABLE energy.site ADD area int; ALTER TABLE energy.site ADD CHECK (area < 1000);',
      'CREATE INDEX ON energy.meter (kind); CREATE INDEX ON energy.meter (kind);',
      `ALTER TABLE energy.site ADD CONSTRAINT c1 CHECK (area < 1000), ADD CONSTRAINT c2 UNIQUE (area), ADD age int;
   CREATE TABLE IF NOT EXISTS energy.room (area int, CONSTRAINT room_fk FOREIGN KEY (area) REFERENCES energy.site (area));`,
      'DROP VIEW energy.ids; DROP INDEX energy.meter_kind_idx; -- the end',
      "ALTER TYPE energy.fuel ADD VALUE 'oil' AFTER 'gas'",
      "CREATE TYPE energy.grade AS ENUM ('A', 'B'); ALTER TABLE energy.site ADD grade energy.grade DEFAULT 'B';",
      'ALTER TABLE energy.meter RENAME COLUMN kind TO fuel; ALTER TABLE energy.meter RENAME TO meters;',
      'CREATE FUNCTION energy.one() RETURNS int LANGUAGE sql AS $f$SELECT 1;$f$;\nCREATE VIEW energy.ones AS SELECT energy.one();',
      'CREATE SEQUENCE energy.s; CREATE STATISTICS energy.st ON meter_id, kind FROM energy.meter;',
      "BEGIN; CREATE TABLE energy.unit (unit_id text PRIMARY KEY); INSERT INTO energy.unit VALUES ('kWh');",
      'BEGIN;\n-- Ä\nALTER TABLE energy.site ADD CONSTRAINT site_name_key UNIQUE (name);\nCOMMIT;',
      'ALTER TABLE energy.meter ALTER meter_id SET NOT NULL, ADD PRIMARY KEY (meter_id)',
      'ALTER TABLE energy.meter ALTER meter_id SET NOT NULL; ALTER TABLE energy.meter ALTER meter_id ADD GENERATED ALWAYS AS IDENTITY;',
      'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR current_user SERVER s;',
      "CREATE DOMAIN energy.code AS text; ALTER DOMAIN energy.code ADD CONSTRAINT code_given CHECK (value <> '');",
      'CREATE CAST (energy.fuel AS int) WITH INOUT; CREATE OPERATOR FAMILY energy.o USING btree;',
    ]),
  )('what --fix writes has the effect of %s, once', { concurrent: true }, async (up) => {
    await using folder = await migrationsFolder({ '000001_given.up.sql': GIVEN, '000002_case.up.sql': up });
    const { fixed } = await fixMigrations({
      migrations: folder.path,
      from: 2n,
      preset: 'elementaldb',
      rulesets: [ENERGY_RULESET],
    });
    expect(fixed).toEqual([join(folder.path, '000002_case.up.sql')]);
    const text = readFileSync(join(folder.path, '000002_case.up.sql'), 'utf8');

    await using once = await scratchDatabase('fix');
    await using twice = await scratchDatabase('fix');
    await once.client.query(GIVEN);
    await once.client.query(up);
    await once.client.query('COMMIT');
    await twice.client.query(GIVEN);
    await twice.client.query(text);
    const wanted = await describeSchema(once.client, OPTIONS);
    const first = await describeSchema(twice.client, OPTIONS);
    await twice.client.query(text);
    const second = await describeSchema(twice.client, OPTIONS);
    expect(diff(wanted, first).objects).toEqual([]);
    expect(diff(wanted, first).rows).toEqual([]);
    expect(diff(first, second).grade).toBe('equal');
  });
}
