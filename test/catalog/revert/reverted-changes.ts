import { existsSync, readFileSync, readdirSync } from 'node:fs';

import type { Client } from 'pg';
import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { revertSql, type RevertSql } from '../../../src/catalog/revert/revert-sql.ts';
import { describeDependencies } from '../../../src/catalog/snapshot/dependencies.ts';
import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { renameDatabase } from '../../../src/sql/rename-database.ts';
import { scratchDatabase } from '../../database.ts';
import { partOf, type Part } from '../../suite-part.ts';
import { caseOf, FIXTURES } from '../../verify/cases/case-file.ts';
import { changesOf, signOf } from '../changes/all-changes.ts';
import type { Change } from '../changes/change.ts';
import { bigChanges } from '../changes/to-revert.ts';
import { majorVersion, scratchRole } from '../scratch.ts';

/** Roles belong to the cluster, and other tests create and drop some at the same time. */
const OPTIONS = { clusterWide: false };

/** What cannot be derived, by the title of the change. */
const UNDERIVED: Readonly<Record<string, string>> = {
  'how a table is partitioned': 'the table would have to be recreated and would lose its rows',
  'a table and a view trading places': 'columns that both have do not show in a diff',
  'the triggers behind a foreign key switched off': 'they have OIDs in their names',
  'an index that is not valid': 'no statement creates one',
  'a privilege on the row type of a table': 'what was granted as by default is no longer the default',
  'the type behind a domain': 'columns may be of the domain',
  'the collation of a domain': 'columns may be of the domain',
  'the subtype of a range': 'columns may be of the range',
  'a function of a range': 'columns may be of the range',
  'a function of a base type': 'it cannot be taken away again',
  'the functions of an operator class': 'a family is not written out in full',
  'an addition to an operator family of PostgreSQL': 'a family is not written out in full',
  'a privilege on a function of PostgreSQL': 'the initial privileges are unknown',
  'the version of an extension': 'there may be no way back to an earlier version',
  'an option of a user mapping': 'values are digests',
  'what a large object holds': 'only a digest is known',
  'a subscription': 'its connection is a digest',
};

/** The same on the way forth again. */
const UNDERIVED_FORTH: Readonly<Record<string, string>> = {
  'an operator class': 'a family is not written out in full',
  'a large object': 'its content is unknown',
};

/** Runs the statements that revert to `wanted`, and returns the remaining difference. */
async function fix(client: Client, wanted: CatalogSnapshot): Promise<RevertSql & { left: string[]; grade: string }> {
  const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
  const { snapshot, dependencies } = await describeDependencies(client, OPTIONS);
  const states = { wanted: wanted.objects, current: snapshot.objects, dependencies, sequences: snapshot.sequences };
  const fixing = revertSql(diff(wanted, snapshot), states, { role: rows[0]?.role });
  for (const statement of fixing.statements) {
    await client.query(statement);
  }
  const rest = diff(wanted, await describeSchema(client, OPTIONS));
  return { ...fixing, left: formatDiff(rest), grade: rest.grade };
}

/** Fixtures whose last migration is not undone by its down. */
const REVERSIBLE = readdirSync(FIXTURES)
  .map((name) => ({ name, ...caseOf(name) }))
  // No statement can undo the end of a session.
  .filter(({ axis, code }) => axis === 'reversible' && code !== 'connection-lost');

/** Fixtures that the statements do not fix. */
const NOT_FIXED: Readonly<Record<string, string>> = {
  'column-comes-back-last': 'columns cannot be moved',
  'down-loses-column-values': 'rows are not kept',
  'down-notes-the-time': 'rows are not kept',
  'numbered-seed-stays': 'rows are not kept',
  'extension-rows-changed': 'rows are not kept',
  'parent-left': 'a column cannot become inherited again',
};

const FILLING: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: 'id::text',
  date: 'now()',
  int: 'id',
};

/** All cases are of one kind. */
function onlyOne(): string {
  return '';
}

/** One test for each change, and for each fixture whose down leaves something, of the part. */
export function testRevertedChanges(part: Part): void {
  describe.each(changesOf(part, signOf))('The statements revert %s:', (_, changes) => {
    it.for(changes)('$title', { concurrent: true }, async ({ title, given, when, since = 0 }: Change, context) => {
      await using database = await scratchDatabase('fix');
      const { client } = database;
      context.skip((await majorVersion(client)) < since, `from PostgreSQL ${since}`);
      await using role = await scratchRole(client);
      const named = (text: string): string => text.replaceAll('some_role', role.name);
      await client.query(named(given));
      const before = await describeSchema(client, OPTIONS);
      await client.query(named(when));
      const after = await describeSchema(client, OPTIONS);

      const back = await fix(client, before);
      const forth = back.left.length === 0 ? await fix(client, after) : undefined;
      const order = title === 'a column dropped';
      expect(back.underived.length > 0).toBe(UNDERIVED[title] !== undefined);
      expect(back.underived.length > 0 ? 'underived' : back.grade).toBe(
        UNDERIVED[title] !== undefined ? 'underived' : order ? 'column-order' : 'equal',
      );
      expect((forth?.underived.length ?? 0) > 0).toBe(UNDERIVED_FORTH[title] !== undefined);
      expect(forth === undefined || forth.underived.length > 0 ? [] : forth.left).toEqual([]);
    });
  });

  describe('The statements revert many changes at once', () => {
    it.for(partOf(part, bigChanges, onlyOne))('$title', { concurrent: true }, async (change, context) => {
      await using database = await scratchDatabase('fix');
      const { client } = database;
      context.skip((await majorVersion(client)) < (change.since ?? 0), `from PostgreSQL ${change.since}`);
      await using role = await scratchRole(client);
      const named = (text: string): string => text.replaceAll('some_role', role.name);
      await client.query(named(change.given));
      const before = await describeSchema(client, OPTIONS);
      await client.query(named(change.when));
      const after = await describeSchema(client, OPTIONS);

      const back = await fix(client, before);
      const forth = change.back === undefined ? await fix(client, after) : undefined;
      expect(back.underived).toEqual(change.back ?? []);
      expect(change.back === undefined ? back.left : []).toEqual([]);
      expect(forth?.underived ?? []).toEqual(change.forth ?? []);
      expect(change.forth === undefined ? (forth?.left ?? []) : []).toEqual([]);
    });
  });

  describe('The statements revert what a down left:', () => {
    it.for(partOf(part, REVERSIBLE, ({ code }) => code))('$name', { concurrent: true }, async ({ name }) => {
      await using database = await scratchDatabase('fix');
      const { client } = database;
      const folder = `${FIXTURES}${name}/bad/`;
      const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
      const read = (file: string): string => {
        const sql = readFileSync(`${folder}${file}`, 'utf8');
        return renameDatabase(sql, 'elementaldb', rows[0]?.name ?? '')?.sql ?? sql;
      };
      const ups = readdirSync(folder).filter((file) => file.endsWith('.up.sql'));
      const last = ups.pop() ?? '';
      for (const file of ups) {
        await client.query(read(file));
      }
      const before = await describeSchema(client, OPTIONS);
      await client.query(read(last));
      const down = last.replace('.up.sql', '.down.sql');
      if (existsSync(`${folder}${down}`)) {
        // One fails halfway.
        await client.query(read(down)).catch(() => client.query('ROLLBACK'));
      }
      const { underived, left } = await fix(client, before);
      expect(underived.length > 0).toBe(NOT_FIXED[name] !== undefined);
      expect(underived.length > 0 ? [] : left).toEqual([]);
    });
  });

  describe('A NOT NULL column comes back over rows', () => {
    it.each(
      partOf(
        part,
        [
          ['text NOT NULL', "''"],
          ['character varying(5) NOT NULL', "''"],
          ['numeric(8,2) NOT NULL', '0'],
          ['boolean CONSTRAINT chosen NOT NULL', 'false'],
        ] as const,
        onlyOne,
      ),
    )('%s: with a neutral value', async (type, value) => {
      await using database = await scratchDatabase('fix');
      const { client } = database;
      await client.query(`CREATE TABLE t (id int PRIMARY KEY, c ${type})`);
      const before = await describeSchema(client, OPTIONS);
      await client.query('ALTER TABLE t DROP COLUMN c; INSERT INTO t VALUES (1), (2)');
      const { statements } = await fix(client, { ...before, rows: [] });
      expect(statements.join('\n')).toContain(`Existing rows get ${value} in public.t.c`);
      const left = diff({ ...before, rows: [] }, { ...(await describeSchema(client, OPTIONS)), rows: [] });
      expect(left.grade).toBe('equal');
    });

    it.each(
      partOf(
        part,
        [
          'uuid NOT NULL',
          'text NOT NULL UNIQUE',
          'date NOT NULL',
          'int NOT NULL CHECK (c > 0)',
          'int NOT NULL REFERENCES t',
          'int NOT NULL); CREATE UNIQUE INDEX i ON t (c',
        ],
        onlyOne,
      ),
    )('%s: once somebody has filled it', async (type) => {
      await using database = await scratchDatabase('fix');
      const { client } = database;
      await client.query(`CREATE TABLE t (id int PRIMARY KEY, c ${type})`);
      const before = await describeSchema(client, OPTIONS);
      await client.query('ALTER TABLE t DROP COLUMN c');
      const { snapshot, dependencies } = await describeDependencies(client, OPTIONS);
      const states = { wanted: before.objects, current: snapshot.objects, dependencies, sequences: snapshot.sequences };
      const { statements } = revertSql(diff(before, snapshot), states);
      const last = statements.findIndex((statement) => statement.startsWith('-- First give public.t.c a value'));
      expect(last).toBeGreaterThan(0);
      await client.query('INSERT INTO t VALUES (1)');
      for (const [index, statement] of statements.entries()) {
        await (index === last ? client.query(`UPDATE t SET c = ${FILLING[type.split(' ')[0] ?? '']}`) : undefined);
        await client.query(statement);
      }
      const left = diff({ ...before, rows: [] }, { ...(await describeSchema(client, OPTIONS)), rows: [] });
      expect(left.grade).toBe('equal');
    });
  });
}
