import { forms, type Form } from './form.ts';

const NOT_ENFORCED = 'ALTER TABLE meter ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES site NOT ENFORCED;';

export const CONSTRAINTS: readonly Form[] = [
  ...forms(
    'ALTER TABLE meter ADD CONSTRAINT c CHECK (a > 0);',
    'ALTER TABLE meter ADD CONSTRAINT c CHECK (a > 0) NOT VALID;',
    'ALTER TABLE meter VALIDATE CONSTRAINT meter_positive;',
    'ALTER TABLE meter ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE meter VALIDATE CONSTRAINT c;',
    'ALTER TABLE part ADD CONSTRAINT c CHECK (v > 0);',
    'ALTER TABLE meter ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES site;',
    'ALTER TABLE meter ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES site NOT VALID;',
    'ALTER TABLE meter VALIDATE CONSTRAINT meter_site;',
    'ALTER TABLE meter ALTER CONSTRAINT meter_site DEFERRABLE;',
    'ALTER TABLE meter ADD CONSTRAINT c UNIQUE (a);',
    'ALTER TABLE meter ADD CONSTRAINT c UNIQUE USING INDEX meter_a;',
    'ALTER TABLE meter DROP CONSTRAINT meter_pkey, ADD PRIMARY KEY (filled);',
    'ALTER TABLE meter DROP CONSTRAINT meter_pkey, ADD PRIMARY KEY (a);',
    'ALTER TABLE meter DROP CONSTRAINT meter_pkey, ADD PRIMARY KEY USING INDEX meter_filled;',
    'ALTER TABLE meter DROP CONSTRAINT meter_pkey, ADD PRIMARY KEY USING INDEX meter_a;',
    'ALTER TABLE meter ADD CONSTRAINT c EXCLUDE USING gist (id WITH =, during WITH &&);',
    'ALTER TABLE meter RENAME CONSTRAINT meter_site TO c;',
    'ALTER TABLE meter DROP CONSTRAINT meter_positive;',
    'ALTER TABLE meter DROP CONSTRAINT meter_site;',
    'CREATE DOMAIN small AS int CHECK (VALUE < 100);',
    'ALTER DOMAIN plain ADD CONSTRAINT c CHECK (VALUE > 0);',
    'ALTER DOMAIN plain ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;',
    'ALTER DOMAIN plain SET NOT NULL;',
    'ALTER DOMAIN plain SET DEFAULT 5;',
    'ALTER DOMAIN amount DROP CONSTRAINT amount_check;',
  ),
  {
    before: 'ALTER DOMAIN plain ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;',
    sql: 'ALTER DOMAIN plain VALIDATE CONSTRAINT c;',
  },
  { sql: 'ALTER TABLE meter ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;', since: 18 },
  { sql: NOT_ENFORCED, since: 18 },
  { before: NOT_ENFORCED, sql: 'ALTER TABLE meter ALTER CONSTRAINT c ENFORCED;', since: 18 },
  { sql: 'ALTER TABLE meter ALTER CONSTRAINT meter_site NOT ENFORCED;', since: 18 },
  { sql: 'ALTER TABLE meter ADD CONSTRAINT c UNIQUE (id, during WITHOUT OVERLAPS);', since: 18 },
  {
    before: 'ALTER TABLE site ADD COLUMN during tstzrange; ALTER TABLE site ADD UNIQUE (id, during WITHOUT OVERLAPS);',
    sql: 'ALTER TABLE meter ADD CONSTRAINT c FOREIGN KEY (id, PERIOD during) REFERENCES site (id, PERIOD during);',
    since: 18,
  },
];

const IN_25 = "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')";

export const PARTITIONS: readonly Form[] = [
  ...forms(
    `CREATE TABLE part_25 PARTITION OF part ${IN_25};`,
    `CREATE TABLE rest_25 PARTITION OF rest ${IN_25};`,
    `CREATE TABLE safe_25 PARTITION OF safe ${IN_25};`,
    'CREATE TABLE part_all PARTITION OF part DEFAULT;',
    `ALTER TABLE part ATTACH PARTITION loose ${IN_25};`,
    `ALTER TABLE part ATTACH PARTITION bounded ${IN_25};`,
    `ALTER TABLE rest ATTACH PARTITION loose ${IN_25};`,
    `ALTER TABLE rest ATTACH PARTITION bounded ${IN_25};`,
    `ALTER TABLE safe ATTACH PARTITION loose ${IN_25};`,
    `ALTER TABLE safe ATTACH PARTITION bounded ${IN_25};`,
    'ALTER TABLE part ATTACH PARTITION loose DEFAULT;',
    `CREATE TABLE fresh (at date NOT NULL, v int); ALTER TABLE part ATTACH PARTITION fresh ${IN_25};`,
    'ALTER TABLE part DETACH PARTITION part_24;',
    'DROP TABLE part_24;',
    'CREATE TABLE child () INHERITS (site);',
    'CREATE TABLE child (site_id bigint REFERENCES site);',
    'ALTER TABLE loose INHERIT bounded_base;',
  ),
  { sql: 'ALTER TABLE part DETACH PARTITION part_24 CONCURRENTLY;', outside: true },
];
