import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { readSequenceStates } from '../../../src/databases/pool/template-content.ts';
import {
  defineTemplate,
  type TemplateBuilder,
  type TemplateChoice,
} from '../../../src/databases/templates/define-template.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import type { TestDatabase } from '../../../src/databases/testing/test-database.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { ownServer } from '../testing/own-server.ts';

export const own = ownServer();

/** Tables with and without rows, that refer to each other, are partitioned, toast, fire triggers, and views on them. */
const build = ({ client }: TemplateBuilder): Promise<unknown> =>
  client.query(`
      CREATE TABLE site (site_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE);
      INSERT INTO site (name) VALUES ('depot'), ('yard');
      CREATE TABLE meter (meter_id serial PRIMARY KEY, site_id int REFERENCES site, parent int REFERENCES meter);
      CREATE TABLE reading (at date NOT NULL, value real, note text) PARTITION BY RANGE (at);
      CREATE TABLE reading_2026 PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE journal (what text);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO journal VALUES (TG_OP || TG_TABLE_NAME); RETURN NULL; END $$;
      CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON meter FOR EACH ROW EXECUTE FUNCTION note();
      CREATE TABLE watched (n int);
      CREATE TRIGGER always AFTER DELETE ON watched FOR EACH ROW EXECUTE FUNCTION note();
      ALTER TABLE watched ENABLE ALWAYS TRIGGER always;
      CREATE TABLE replicated (n int);
      CREATE TRIGGER replica AFTER DELETE ON replicated FOR EACH ROW EXECUTE FUNCTION note();
      ALTER TABLE replicated ENABLE REPLICA TRIGGER replica;
      CREATE TABLE ruled (n int);
      CREATE RULE replica AS ON DELETE TO ruled DO ALSO INSERT INTO journal VALUES ('ruled');
      ALTER TABLE ruled ENABLE REPLICA RULE replica;
      CREATE RULE spared AS ON DELETE TO journal WHERE OLD.what = 'spared' DO INSTEAD NOTHING;
      CREATE SEQUENCE ticket START 10;
      SELECT nextval('ticket');
      CREATE MATERIALIZED VIEW names AS SELECT name FROM site;
      CREATE UNLOGGED TABLE scratch (n int);`);

const grid = defineTemplate('grid', build, { from: 'empty' });

/** The same, for copies that no test writes to. */
const untouched = defineTemplate('untouched', build, { from: 'empty' });

/** What leaves the copy as good as new. */
export const HARMLESS = [
  'SELECT 1 FROM site FOR UPDATE',
  'INSERT INTO meter (site_id) SELECT site_id FROM site',
  'INSERT INTO meter (parent) SELECT max(meter_id) FROM meter',
  'UPDATE meter SET site_id = NULL',
  'DELETE FROM meter WHERE parent IS NULL',
  `INSERT INTO reading SELECT '2026-05-01', n, repeat('x', 9) FROM generate_series(1, 50) AS n`,
  `INSERT INTO reading SELECT '2026-05-01', 1, (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) AS n)`,
  `INSERT INTO journal VALUES ('spared')`,
  `BEGIN; INSERT INTO meter DEFAULT VALUES; SELECT nextval('ticket'); ROLLBACK`,
  `SELECT nextval('ticket')`,
  `SELECT setval('ticket', 99, false)`,
  `SELECT nextval('site_site_id_seq')`,
  `SELECT setval('meter_meter_id_seq', 7)`,
  'INSERT INTO scratch VALUES (1)',
  `SET search_path = pg_catalog`,
  'LISTEN news',
  'SELECT pg_advisory_lock(5)',
];

/** What must have the copy dropped. */
export const HARMFUL = [
  `INSERT INTO site (name) VALUES ('zoo')`,
  `DELETE FROM site WHERE name = 'yard'`,
  `UPDATE site SET name = 'other' WHERE name = 'depot'`,
  `BEGIN; DELETE FROM site; ROLLBACK`,
  'INSERT INTO watched VALUES (1)',
  'INSERT INTO replicated VALUES (1)',
  'INSERT INTO ruled VALUES (1)',
  'TRUNCATE meter, reading',
  'CREATE TABLE more ()',
  'ALTER TABLE meter ADD COLUMN serial_number text',
  `COMMENT ON TABLE meter IS 'changed'`,
  'SELECT lo_create(0)',
  'REFRESH MATERIALIZED VIEW names',
  `CREATE SUBSCRIPTION subscribed CONNECTION 'dbname=nowhere' PUBLICATION nothing
     WITH (connect = false, slot_name = NONE, enabled = false)`,
  'GRANT SELECT ON meter TO PUBLIC',
  'ANALYZE site',
  'ALTER SEQUENCE ticket INCREMENT 5',
  'INSERT INTO scratch SELECT generate_series(1, 6000)',
  `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 64', current_database()); END $$`,
  `DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
  `INSERT INTO site (name) VALUES ('zoo'); SELECT pg_stat_force_next_flush(); SELECT pg_stat_reset()`,
];

export interface State {
  catalog: CatalogSnapshot;
  sequences: string;
}

/** Without the database as such: our mark is its comment. */
export function stateOf(url: string): Promise<State> {
  return withConnection(url, async (client) => {
    const catalog = await describeSchema(client);
    const objects = catalog.objects.filter(({ kind }) => kind !== 'database');
    // The templates count their OIDs differently.
    const sequences = (await readSequenceStates(client)).replaceAll(/\d+=/g, '');
    return { catalog: { ...catalog, objects }, sequences };
  });
}

export function database(template: TemplateChoice = grid): Promise<TestDatabase> {
  return testDatabase({ on: own.server.description, template });
}

/** Runs statements in a test database, gives it back, and says what has become of it. */
export async function used(
  statements: readonly string[],
  template: TemplateChoice = grid,
): Promise<{ fate: 'dropped' | 'spare'; url: string }> {
  const { oid, url } = await (async () => {
    await using db = await database(template);
    const client = await db.client();
    for (const statement of statements) {
      await client.query(statement).catch(() => client.query('ROLLBACK'));
    }
    return { oid: await oidOf(db), url: db.url };
  })();
  let found = await fateOf(oid);
  await eventually('it is dropped or a spare', async () => {
    found = await fateOf(oid);
    return found.fate !== undefined;
  });
  const now = new URL(url);
  now.pathname = found.name;
  return { fate: found.fate ?? 'dropped', url: now.href };
}

export async function oidOf(db: TestDatabase): Promise<string> {
  const [row] = await db.sql<{ oid: string }>`SELECT oid::text FROM pg_database WHERE datname = ${db.name}`;
  return row?.oid ?? '';
}

/** What a database is now, by its OID: one that is given back gets another name. */
export function fateOf(oid: string): Promise<{ fate: 'dropped' | 'spare' | undefined; name: string }> {
  return withConnection(own.server.description.url, async (client) => {
    const { rows } = await client.query<{ spare: boolean; name: string }>(
      `SELECT coalesce(shobj_description(oid, 'pg_database'), '') LIKE '%"use":"spare"%' AS spare, datname AS name
         FROM pg_database WHERE oid = $1`,
      [oid],
    );
    const [row] = rows;
    return { fate: row === undefined ? 'dropped' : row.spare ? 'spare' : undefined, name: row?.name ?? '' };
  });
}

const known = new Map<string, Promise<State>>();

/** The state of a copy that nobody has used, read once for each server. */
export function fresh(): Promise<State> {
  const { url } = own.server.description;
  const state = known.get(url) ?? untouchedState();
  known.set(url, state);
  return state;
}

async function untouchedState(): Promise<State> {
  await using db = await testDatabase({ on: own.server.description, template: untouched });
  return await stateOf(db.url);
}
