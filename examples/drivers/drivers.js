// How drivers and ORMs connect to the URL of a test database. `begin` leaves a transaction open and returns its COMMIT.
import { MikroORM, EntitySchema } from '@mikro-orm/postgresql';
import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { drizzle as drizzleOnPostgres } from 'drizzle-orm/postgres-js';
import knex from 'knex';
import { Kysely, PostgresDialect } from 'kysely';
import { Client, Pool } from 'pg';
import postgres from 'postgres';
import { Sequelize } from 'sequelize';
import { DataSource } from 'typeorm';

import * as prisma6 from './prisma-6/index.js';
import * as prisma7 from './prisma-7/index.js';

const SITES = 'SELECT * FROM site';

export const drivers = {
  'pg, a pool': (url) => {
    const pool = new Pool({ connectionString: url });
    return {
      sites: async () => (await pool.query(SITES)).rows,
      begin: async () => {
        const client = await pool.connect();
        await client.query('BEGIN');
        await client.query(SITES);
        return async () => {
          await client.query('COMMIT');
          client.release();
        };
      },
      end: () => pool.end(),
    };
  },

  'pg, a client': async (url) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return {
      sites: async () => (await client.query(SITES)).rows,
      begin: async () => {
        await client.query('BEGIN');
        await client.query(SITES);
        return () => client.query('COMMIT');
      },
      end: () => client.end(),
    };
  },

  'postgres.js': (url) => {
    const sql = postgres(url);
    return {
      sites: () => sql`SELECT * FROM site`,
      begin: async () => {
        const reserved = await sql.reserve();
        await reserved`BEGIN`;
        await reserved`SELECT * FROM site`;
        return async () => {
          await reserved`COMMIT`;
          reserved.release();
        };
      },
      end: () => sql.end(),
    };
  },

  Kysely: (url) => {
    const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: url }) }) });
    return {
      sites: () => db.selectFrom('site').selectAll().execute(),
      begin: async () => {
        const transaction = await db.startTransaction().execute();
        await transaction.selectFrom('site').selectAll().execute();
        return () => transaction.commit().execute();
      },
      end: () => db.destroy(),
    };
  },

  'Drizzle on pg': (url) => {
    const pool = new Pool({ connectionString: url });
    const db = drizzle(pool);
    return {
      sites: async () => (await db.execute(drizzleSql.raw(SITES))).rows,
      begin: () =>
        openTransaction(
          (work) => db.transaction(work),
          (tx) => tx.execute(drizzleSql.raw(SITES)),
        ),
      end: () => pool.end(),
    };
  },

  'Drizzle on postgres.js': (url) => {
    const client = postgres(url);
    const db = drizzleOnPostgres(client);
    return {
      sites: () => db.execute(drizzleSql.raw(SITES)),
      begin: () =>
        openTransaction(
          (work) => db.transaction(work),
          (tx) => tx.execute(drizzleSql.raw(SITES)),
        ),
      end: () => client.end(),
    };
  },

  Knex: (url) => {
    const db = knex({ client: 'pg', connection: url });
    return {
      sites: () => db('site').select(),
      begin: async () => {
        const transaction = await db.transaction();
        await transaction('site').select();
        return () => transaction.commit();
      },
      end: () => db.destroy(),
    };
  },

  TypeORM: async (url) => {
    const source = await new DataSource({ type: 'postgres', url }).initialize();
    return {
      sites: () => source.query(SITES),
      begin: async () => {
        const runner = source.createQueryRunner();
        await runner.startTransaction();
        await runner.query(SITES);
        return async () => {
          await runner.commitTransaction();
          await runner.release();
        };
      },
      end: () => source.destroy(),
    };
  },

  Sequelize: (url) => {
    const db = new Sequelize(url, { logging: false });
    return {
      sites: async () => (await db.query(SITES))[0],
      begin: async () => {
        const transaction = await db.transaction();
        await db.query(SITES, { transaction });
        return () => transaction.commit();
      },
      end: () => db.close(),
    };
  },

  MikroORM: async (url) => {
    const site = new EntitySchema({ name: 'site', properties: { site_id: { type: 'number', primary: true } } });
    const orm = await MikroORM.init({ clientUrl: url, entities: [site] });
    return {
      sites: () => orm.em.fork().getConnection().execute(SITES),
      begin: async () => {
        const manager = orm.em.fork();
        await manager.begin();
        await manager.getConnection().execute(SITES, [], 'all', manager.getTransactionContext());
        return () => manager.commit();
      },
      end: () => orm.close(),
    };
  },

  'Prisma 6 by adapter-pg': (url) => onPrisma(prisma6, url),
  'Prisma 7 by adapter-pg': (url) => onPrisma(prisma7, url),
};

// It needs Node 22.
if (Number.parseInt(process.versions.node, 10) >= 22) {
  const { createPool, sql } = await import('slonik');
  drivers.slonik = async (url) => {
    const pool = await createPool(url);
    return {
      sites: async () => [...(await pool.any(sql.unsafe`SELECT * FROM site`))],
      begin: () =>
        openTransaction(
          (work) => pool.transaction(work),
          (tx) => tx.any(sql.unsafe`SELECT * FROM site`),
        ),
      end: () => pool.end(),
    };
  };
}

function onPrisma({ PrismaClient, PrismaPg }, url) {
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
  // By default Prisma itself ends a transaction after five seconds.
  const options = { timeout: 600_000 };
  return {
    sites: () => db.$queryRaw`SELECT * FROM site`,
    begin: () =>
      openTransaction(
        (work) => db.$transaction(work, options),
        (tx) => tx.$queryRaw`SELECT * FROM site`,
      ),
    end: () => db.$disconnect(),
  };
}

/** For drivers whose transactions are callbacks: the callback waits until the transaction is to be committed. */
async function openTransaction(transaction, work) {
  const { promise: commit, resolve: doCommit } = withResolvers();
  const { promise: begun, resolve: isBegun } = withResolvers();
  const ended = transaction(async (tx) => {
    await work(tx);
    isBegun();
    await commit;
  });
  await Promise.race([begun, ended]);
  return async () => {
    doCommit();
    await ended;
  };
}

function withResolvers() {
  let resolve;
  const promise = new Promise((given) => (resolve = given));
  return { promise, resolve };
}
