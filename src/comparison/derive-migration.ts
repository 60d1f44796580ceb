import type { Client } from 'pg';

import { diff } from '../catalog/diff/diff.ts';
import { formatDiff } from '../catalog/diff/format-diff.ts';
import type { PairContent } from '../migrations/pairs/create-migration.ts';
import { explainSqlError } from '../migrations/runner/explain-sql-error.ts';
import { runMigrationFile } from '../migrations/runner/run-migration-file.ts';
import { withConnection } from '../postgres/connect.ts';
import { safeUrl } from '../postgres/safe-url.ts';
import { idempotentForm } from '../sql/idempotent/idempotent-form.ts';
import { parseStatements } from '../sql/parse-statements.ts';
import { ElementalError, UsageError } from '../support/errors.ts';
import { asOwnerOf, compare, type CompareOptions } from './compare.ts';
import { withoutIgnored } from './ignored-objects.ts';
import { openSide, readScratch } from './open-side.ts';
import type { SqlBetween } from './prove.ts';

/**
 * The pair of a migration that does what somebody did by hand in a database whose ledger is at the newest migration: an up
 * that can be repeated, and the down that undoes it. Both are tried before they are returned: up, up, down, up, on tables that
 * hold what the migrations insert.
 *
 * @throws UsageError `NOTHING_DIFFERS`; ElementalError `MIGRATION_NOT_DERIVED` with what would have to be written by hand
 */
export async function deriveMigration(url: string, folder: string, given: CompareOptions): Promise<PairContent> {
  const from = { kind: 'migrations', folder, to: undefined, label: folder } as const;
  const to = { kind: 'url', url, label: safeUrl(url) } as const;
  const options = await asOwnerOf([from, to], given);
  const found = await compare(from, to, { ...options, sql: ['forward', 'back'] });
  if (found.difference.objects.length === 0) {
    throw new UsageError(`${to.label} has nothing that the migrations do not make`, {
      code: 'NOTHING_DIFFERS',
      hint: 'Change the database first, or check the URL. Rows are not compared.',
    });
  }
  const { forward, back } = found.sql;
  const pair = { up: await upOf(complete(forward)), down: inTransaction(complete(back).statements.map(ended)) };
  options.onProgress?.('Trying the migration: up, up, down, up');
  await tryPair(pair, from, options);
  return pair;
}

function complete(sql: SqlBetween | undefined): SqlBetween {
  const missing = [
    ...(sql?.underived ?? []).map((name) => `no statement is derived for ${name}`),
    ...(sql?.unproven === undefined ? [] : [sql.unproven]),
  ];
  if (sql === undefined || missing.length > 0) {
    throw notDerived(missing.join('; '));
  }
  return sql;
}

function notDerived(why: string): ElementalError {
  return new ElementalError(`the migration cannot be derived: ${why}`, {
    code: 'MIGRATION_NOT_DERIVED',
    kind: 'migration',
    hint: 'Nothing was written. Begin with what "elementaldb diff migrations URL --sql" prints, and write the rest by hand.',
  });
}

async function upOf({ statements }: SqlBetween): Promise<string> {
  return inTransaction(await Promise.all(statements.map(guarded)));
}

/** A statement that can be run again, with the comments before it. */
export async function guarded(statement: string): Promise<string> {
  const comments = /^(?:--.*\n)*/.exec(statement)?.[0] ?? '';
  const [parsed, ...others] = await parseStatements(statement);
  const form = parsed === undefined || others.length > 0 ? undefined : idempotentForm(parsed);
  return form === undefined ? ended(statement) : `${comments}${form}`;
}

function ended(statement: string): string {
  return statement.endsWith(';') ? statement : `${statement};`;
}

export function inTransaction(statements: readonly string[]): string {
  return `BEGIN;\n\n${statements.join('\n\n')}\n\nEND;\n`;
}

/** Runs up, up, down, up in a throw-away database, and compares after each. */
async function tryPair(
  { up, down }: PairContent,
  from: Parameters<typeof openSide>[0],
  options: CompareOptions,
): Promise<void> {
  await using side = await openSide(from, options);
  await withConnection(
    side.scratch ?? '',
    async (client) => {
      const read = async () => withoutIgnored((await readScratch(client)).snapshot, options.ignore);
      const run = async (file: string, sql: string): Promise<void> => {
        const failed = await runFile(client, file, sql);
        if (failed !== undefined) {
          throw notDerived(failed);
        }
      };
      const before = await read();
      await run('up', up);
      const after = await read();
      for (const [file, sql, wanted] of [
        ['up, run again', up, after],
        ['down', down, before],
        ['up after the down', up, after],
      ] as const) {
        await run(file, sql);
        const line = formatDiff({ ...diff(wanted, await read()), rows: [], uncovered: [] }).find(
          (each) => !each.includes('  column order '),
        );
        if (line !== undefined) {
          throw notDerived(`the ${file}, leaves a difference: ${line}`);
        }
      }
    },
    { limits: 'none' },
  );
}

/** Runs a file. @returns why it fails */
export async function runFile(client: Client, file: string, sql: string): Promise<string | undefined> {
  const outcome = await runMigrationFile(client, sql);
  if (outcome.ok) {
    return undefined;
  }
  const { error, completed } = outcome;
  return (await explainSqlError({ file, sql, error, completed })).message;
}
