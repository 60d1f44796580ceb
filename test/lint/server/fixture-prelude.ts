/** Objects that fixtures use without making them, in the order of dependencies. */
const SHARED: readonly (readonly [name: string, sql: string])[] = [
  [
    'energy.site',
    'CREATE TABLE energy.site (site_id text PRIMARY KEY, name text, note text, fuel text, facts jsonb, postcode int)',
  ],
  [
    'energy.meter',
    `CREATE TABLE energy.meter (meter_id uuid DEFAULT gen_random_uuid() PRIMARY KEY, site_id text, fuel text, kind text,
      serial text, mpan text, installed_on date, CONSTRAINT meter_fuel_check CHECK (fuel <> ''))`,
  ],
  [
    'energy.reading',
    `CREATE TABLE energy.reading (reading_id int PRIMARY KEY, dataset_id uuid, site_id text, consumption_wh float8,
      read_at bigint, start_ts timestamptz, end_ts timestamptz)`,
  ],
  ['energy.daily', 'CREATE MATERIALIZED VIEW energy.daily AS SELECT 1 AS day'],
  ['energy.fuel', "CREATE TYPE energy.fuel AS ENUM ('gas', 'elec')"],
  ['energy.counter', 'CREATE TABLE energy.counter (site_id text PRIMARY KEY, runs int)'],
  ['energy.site_ids', 'CREATE VIEW energy.site_ids AS SELECT site_id FROM energy.site'],
  ['energy.touch', `CREATE FUNCTION energy.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`],
];

const PARTITIONS = `CREATE TABLE energy.reading (year int NOT NULL) PARTITION BY RANGE (year);
  CREATE TABLE energy.reading_2020 PARTITION OF energy.reading FOR VALUES FROM (2020) TO (2021);
  CREATE TABLE energy.reading_2026 (year int NOT NULL);`;

const WRAPPER = 'CREATE FOREIGN DATA WRAPPER postgres_fdw;';

const METER_WITHOUT_FUEL = 'CREATE TABLE energy.meter (meter_id uuid PRIMARY KEY, kind text);';

const WEATHER = 'CREATE SCHEMA weather; CREATE SCHEMA heating;';

/** What the fixtures of a rule need beside that, or in another form. */
const OWN: Readonly<Record<string, string>> = {
  'assigned-twice': `CREATE TYPE energy.point AS (lat float8, lon float8);
    CREATE TABLE energy.site (site_id text PRIMARY KEY, coordinates energy.point);`,
  cascade: 'CREATE TABLE energy.legacy (id int);',
  'detach-blocks': PARTITIONS,
  'enum-value-used-at-once': `CREATE TYPE energy.fuel AS ENUM ('gas', 'elec');
    CREATE TABLE energy.meter (meter_id uuid PRIMARY KEY, fuel energy.fuel);`,
  'interval-without-end': WEATHER,
  'maintenance-blocks': `CREATE MATERIALIZED VIEW energy.daily AS SELECT 1 AS day;
    CREATE UNIQUE INDEX daily_day ON energy.daily (day);`,
  'series-without-metadata': WEATHER,
  'set-not-null': 'CREATE SCHEMA billing; CREATE TABLE billing.meter (fuel text);',
  'site-id-not-snake-case': 'CREATE TABLE energy.room (room_id text PRIMARY KEY, site_id uuid);',
  'unguarded-alter': `${PARTITIONS} CREATE PUBLICATION readings; CREATE SCHEMA old; CREATE TABLE old.reading (id int);
    ${WRAPPER} CREATE SERVER archive FOREIGN DATA WRAPPER postgres_fdw;`,
  'unguarded-column': METER_WITHOUT_FUEL,
  'unguarded-constraint': `CREATE DOMAIN energy.postcode AS text;
    CREATE TABLE energy.meter (meter_id uuid PRIMARY KEY, fuel text);`,
  'unguarded-create': `${WRAPPER} CREATE ROLE reader;
    CREATE FUNCTION energy.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';`,
  'unguarded-drop': 'CREATE INDEX meter_site_idx ON energy.meter (site_id);',
  'unguarded-insert': `CREATE TABLE energy.fuel (fuel_id text PRIMARY KEY); CREATE TABLE energy.unit (unit_id text);
    CREATE TABLE energy.tariff (tariff_id bigserial PRIMARY KEY, name text);`,
  'unguarded-rename': METER_WITHOUT_FUEL,
  'unique-blocks': 'CREATE UNIQUE INDEX meter_mpan_idx ON energy.meter (mpan);',
};

/** SQL that makes what the ups of a fixture use and do not make themselves. */
export function preludeOf(rule: string, ups: readonly string[]): string {
  const own = OWN[rule] ?? '';
  const text = [own, ...ups].join('\n').replaceAll(/--.*/g, '');
  // What comes later may use what comes before it.
  const shared = SHARED.toReversed().reduce(
    (made, [name, sql]) => (isUsedFirst(name, made + text) ? `${sql};\n${made}` : made),
    '',
  );
  return shared + own;
}

/** Whether an object is mentioned before, or without, a statement that makes it. */
function isUsedFirst(name: string, text: string): boolean {
  const escaped = name.replace('.', String.raw`\.`);
  const made = new RegExp(
    String.raw`\bCREATE (?:OR REPLACE )?(?:TABLE|TYPE|(?:MATERIALIZED )?VIEW|FUNCTION)(?: IF NOT EXISTS)? ${escaped}\b`,
  ).exec(text);
  return new RegExp(String.raw`\b${escaped}\b`).test(text.slice(0, made?.index));
}
