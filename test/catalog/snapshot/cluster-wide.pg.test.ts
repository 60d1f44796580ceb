import type { Client } from 'pg';
import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { outline } from '../outline.ts';
import { majorVersion, scratchRole } from '../scratch.ts';

/** What of a diff is about the given name: other tests make and drop roles in the same cluster meanwhile. */
async function changesBy(client: Client, sql: readonly string[], name: string): Promise<string[]> {
  const before = await describeSchema(client);
  for (const statement of sql) {
    await client.query(statement);
  }
  return outline(diff(before, await describeSchema(client)))
    .filter((line) => line.includes(name))
    .map((line) => line.replaceAll(name, 'some_role'));
}

function role(taken: CatalogSnapshot, name: string): CatalogSnapshot['objects'] {
  return taken.objects.filter((object) => object.kind === 'role' && object.name === name);
}

describe('A snapshot includes objects of the cluster:', () => {
  it.each([
    ['ALTER ROLE some_role LOGIN', '~ role some_role: login'],
    ['ALTER ROLE some_role CREATEDB', '~ role some_role: create database'],
    ['ALTER ROLE some_role NOINHERIT', '~ role some_role: inherit'],
    ['ALTER ROLE some_role BYPASSRLS', '~ role some_role: bypass row security'],
    ['ALTER ROLE some_role CONNECTION LIMIT 3', '~ role some_role: connection limit'],
    [`ALTER ROLE some_role VALID UNTIL '2030-01-01'`, '~ role some_role: valid until'],
    [`ALTER ROLE some_role PASSWORD 'open sesame'`, '~ role some_role: password'],
    [`COMMENT ON ROLE some_role IS 'x'`, '~ role some_role: comment'],
    ['ALTER ROLE some_role SET work_mem = 1000', '+ setting work_mem of role some_role'],
    ['ALTER ROLE some_role IN DATABASE this SET a.b = 1', '+ setting a.b of role some_role in this database'],
    ['GRANT some_role TO CURRENT_USER', '+ role membership owner in some_role granted by owner'],
    ['GRANT pg_monitor TO some_role', '+ role membership some_role in pg_monitor granted by owner'],
  ])('%s', async (sql, found) => {
    await using database = await scratchDatabase('catalog');
    const { client, name } = database;
    await using some = await scratchRole(client);
    const owner = (await client.query<{ owner: string }>('SELECT quote_ident(current_user) AS owner')).rows[0]?.owner;
    const statement = sql.replaceAll('some_role', some.name).replace('DATABASE this', `DATABASE ${name}`);

    expect(await changesBy(client, [statement], some.name)).toEqual([found.replaceAll('owner', owner ?? '')]);
  });

  it('a privilege on a parameter', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await using some = await scratchRole(client);
    await client.query(`GRANT SET ON PARAMETER log_min_messages TO ${some.name}`);
    const { objects } = await describeSchema(client);
    const parameter = objects.find(({ kind, name }) => kind === 'parameter' && name === 'log_min_messages');
    expect(parameter?.definition['privileges']).toContain(`${some.name}=s/`);
  });

  it('the options of a membership', async (context) => {
    await using database = await scratchDatabase('catalog');
    context.skip((await majorVersion(database.client)) < 16, 'from PostgreSQL 16');
    await using some = await scratchRole(database.client);
    await database.client.query(`GRANT pg_monitor TO ${some.name}`);
    const lines = await changesBy(database.client, [`GRANT pg_monitor TO ${some.name} WITH INHERIT FALSE`], some.name);
    expect(lines[0]).toMatch(/^~ role membership some_role in pg_monitor granted by .*: inherit$/);
  });

  it('a new role and a dropped role', async () => {
    await using database = await scratchDatabase('catalog');
    await using some = await scratchRole(database.client);
    const other = `${some.name}_2`;
    expect(await changesBy(database.client, [`CREATE ROLE ${other}`], some.name)).toEqual(['+ role some_role_2']);
    expect(await changesBy(database.client, [`DROP ROLE ${other}`], some.name)).toEqual(['- role some_role_2']);
  });

  it('a tablespace, with its options, and the table in it', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    const name = `${database.name}_space`;
    await client.query(`CREATE TABLE t (a int); CREATE INDEX i ON t (a)`);
    await client.query('SET allow_in_place_tablespaces = on');
    try {
      expect(await changesBy(client, [`CREATE TABLESPACE ${name} LOCATION ''`], name)).toEqual([
        '+ tablespace some_role',
      ]);
      const options = `ALTER TABLESPACE ${name} SET (random_page_cost = 1)`;
      expect(await changesBy(client, [options], name)).toEqual(['~ tablespace some_role: options']);
      const before = await describeSchema(client, { clusterWide: false });
      await client.query(`ALTER TABLE t SET TABLESPACE ${name}; ALTER INDEX i SET TABLESPACE ${name}`);
      expect(outline(diff(before, await describeSchema(client, { clusterWide: false })))).toEqual([
        '~ index public.i: tablespace',
        '~ table public.t: tablespace',
      ]);
    } finally {
      await client.query('DROP TABLE t');
      await client.query(`DROP TABLESPACE ${name}`);
    }
  });

  it('a replication origin', async () => {
    await using database = await scratchDatabase('catalog');
    const { client, name } = database;
    const create = `SELECT pg_replication_origin_create('${name}')`;
    try {
      expect(await changesBy(client, [create], name)).toEqual(['+ replication origin some_role']);
    } finally {
      await client.query(`SELECT pg_replication_origin_drop('${name}')`);
    }
  });

  it('none with `clusterWide: false`', async () => {
    await using database = await scratchDatabase('catalog');
    const { objects } = await describeSchema(database.client, { clusterWide: false });
    expect(objects.filter(({ kind }) => ['role', 'tablespace', 'role membership'].includes(kind))).toEqual([]);
  });
});

describe('A password appears in a snapshot', () => {
  it.each(['scram-sha-256', 'md5'])('without its text and hash (%s)', async (method) => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await using some = await scratchRole(client);
    await client.query(`SET password_encryption = '${method}'; ALTER ROLE ${some.name} PASSWORD 'open sesame'`);
    const taken = await describeSchema(client);

    const { rows } = await client.query<{ hash: string }>(
      `SELECT rolpassword AS hash FROM pg_authid WHERE rolname = '${some.name}'`,
    );
    const text = JSON.stringify(taken);
    expect(text).not.toContain('open sesame');
    expect(rows[0]?.hash).toMatch(/^(SCRAM|md5)/);
    expect(text).not.toContain(rows[0]?.hash.slice(-20));
    expect(role(taken, some.name)[0]?.definition['password']).toContain(method);
  });

  it('unchanged when the same password is set again with another salt', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await using some = await scratchRole(client);
    const set = `SET password_encryption = 'scram-sha-256'; ALTER ROLE ${some.name} PASSWORD 'open sesame'`;
    await client.query(set);
    expect(await changesBy(client, [set], some.name)).toEqual([]);
  });

  it('and other secrets appear as a digest', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE FOREIGN DATA WRAPPER w OPTIONS (api_key 'open sesame 1');
      CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'visible', password 'open sesame 2');
      CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS ("user" 'open sesame 3', password 'open sesame 4')`);
    await using some = await scratchRole(client);
    await client.query(`CREATE SUBSCRIPTION ${some.name} CONNECTION 'dbname=x password=''open sesame 5'''
      PUBLICATION p WITH (connect = false, slot_name = NONE)`);

    const taken = await describeSchema(client);
    expect(taken.objects.filter(({ kind }) => kind === 'user mapping' || kind === 'subscription')).toHaveLength(2);
    expect(JSON.stringify(taken)).not.toContain('open sesame');
    expect(JSON.stringify(taken)).toContain('host=visible');
  });
});
