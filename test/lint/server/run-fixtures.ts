import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { DatabaseError, type Client } from 'pg';

import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { messageOf } from '../../../src/support/errors.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { fixturesOf, RULES } from '../fixtures.ts';
import { preludeOf } from './fixture-prelude.ts';

interface Fixture {
  name: string;
  rule: string;
  ups: string[];
  /** It has transactions of its own, or statements that refuse one. */
  outside: boolean;
}

/** The ups of all fixtures, bad and good. */
const FIXTURES: Fixture[] = RULES.rules.flatMap(({ id: rule, group }) =>
  ['bad', 'good'].map((which) => {
    const ups = upsOf(join(fixturesOf(rule), which));
    const outside = group === 'transactions' || ups.some((up) => /CONCURRENTLY|DATABASE/.test(up));
    return { name: `${rule}/${which}`, rule, ups, outside };
  }),
);

/** The SQLSTATE and message for each fixture of which the server refuses an up. */
export async function refusedFixtures(server: PostgresServer): Promise<ReadonlyMap<string, string>> {
  await withConnection(server.connection(), (admin) => admin.query('CREATE DATABASE fixtures'));
  await withConnection(server.connection('fixtures'), (client) => client.query('CREATE SCHEMA energy'));
  const refused = new Map<string, string>();
  const client = await connect(server.connection('fixtures'));
  for (const fixture of FIXTURES.filter(({ outside }) => !outside)) {
    note(fixture, await refusalInside(fixture, client), refused);
  }
  await client.end();
  for (const fixture of FIXTURES.filter(({ outside }) => outside)) {
    note(fixture, await refusalOutside(fixture, server), refused);
  }
  return refused;
}

function note({ name }: Fixture, refusal: string | undefined, refused: Map<string, string>): void {
  if (refusal !== undefined) {
    refused.set(name, refusal);
  }
}

/** The ups of a fixture: one file, or a folder in which those run that golang-migrate would. */
function upsOf(path: string): string[] {
  if (existsSync(`${path}.sql`)) {
    return [readFileSync(`${path}.sql`, 'utf8')];
  }
  return readdirSync(path)
    .filter((name) => /^\d+_.*\.up\.sql$/.test(name) && statSync(join(path, name)).isFile())
    .toSorted()
    .map((name) => readFileSync(join(path, name), 'utf8'));
}

/** Runs the ups in a transaction that is rolled back. */
async function refusalInside({ rule, ups }: Fixture, client: Client): Promise<string | undefined> {
  await client.query('BEGIN');
  try {
    await client.query(preludeOf(rule, ups));
    for (const up of ups) {
      await client.query(up.replaceAll(/^(?:BEGIN|END|COMMIT);/gm, ''));
    }
    return undefined;
  } catch (error) {
    return stateOf(error);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Runs the ups as they are, in a copy of the database. */
async function refusalOutside({ rule, ups }: Fixture, server: PostgresServer): Promise<string | undefined> {
  await withConnection(server.connection(), (admin) =>
    admin.query('CREATE DATABASE copy TEMPLATE fixtures STRATEGY file_copy'),
  );
  try {
    await withConnection(server.connection('copy'), async (client) => {
      await client.query(preludeOf(rule, ups));
      for (const up of ups) {
        // Several statements in one query are one transaction.
        for (const part of /CONCURRENTLY/.test(up) ? up.split(/(?<=;)\n/) : [up]) {
          await client.query(part);
        }
      }
    });
    return undefined;
  } catch (error) {
    return stateOf(error);
  } finally {
    await withConnection(server.connection(), (admin) => admin.query('DROP DATABASE copy WITH (FORCE)'));
  }
}

function stateOf(error: unknown): string {
  return error instanceof DatabaseError ? `${error.code} ${error.message}` : messageOf(error);
}
