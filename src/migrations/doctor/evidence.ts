import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { parseScript } from '../../sql/statement/script.ts';
import { type SchemaEffect, schemaEffects, type SchemaObject } from '../../sql/statement/schema-effects.ts';
import { keptStatements } from '../runner/aftermath.ts';
import type { Direction, Migration } from '../pairs/migration.ts';
import { readMigration } from '../pairs/read-migration.ts';

/** An object that a file's end leaves created or dropped, and whether the database agrees. */
export interface ObservedEffect extends SchemaEffect {
  /** How people call the object: `table public.site`, `column site.note`. */
  label: string;
  /** The database is as if the file had run. */
  done: boolean;
}

/** How much of what a file plainly does is done: `unknown` when it does nothing that can be seen. */
export type Extent = 'all' | 'some' | 'none' | 'unknown';

export interface FileEvidence {
  effects: ObservedEffect[];
  extent: Extent;
  /** The file commits before its end, so that a failure can leave a part of it. */
  commitsHalfWay: boolean;
}

export interface MigrationEvidence {
  migration: Migration;
  up: FileEvidence;
  down: FileEvidence;
}

/** Reads all files and looks in the database for what they do. A file that cannot be read or parsed shows nothing. */
export async function readEvidence(client: Client, migrations: readonly Migration[]): Promise<MigrationEvidence[]> {
  const evidence: MigrationEvidence[] = [];
  for (const migration of migrations) {
    const [up, down] = [await observe(client, migration, 'up'), await observe(client, migration, 'down')];
    evidence.push({ migration, up, down });
  }
  return evidence;
}

async function observe(client: Client, migration: Migration, direction: Direction): Promise<FileEvidence> {
  const sql = await readMigration(migration, direction).catch(() => undefined);
  const script = await parseScript(sql ?? '').catch(() => undefined);
  const statements = (script?.statements ?? []).filter(({ within }) => within === undefined);
  const effects: ObservedEffect[] = [];
  for (const effect of netEffects(schemaEffects(statements))) {
    const present = await isPresent(client, effect.object);
    effects.push({ ...effect, label: labelOf(effect.object), done: present === (effect.change === 'create') });
  }
  const lastTry = Math.max(0, statements.length - 1);
  return { effects, extent: extentOf(effects), commitsHalfWay: keptStatements(statements, lastTry) > 0 };
}

/** Judges by what is created where there is any: that something dropped is absent may have other reasons. */
export function extentOf(effects: readonly ObservedEffect[]): Extent {
  const created = effects.filter(({ change }) => change === 'create');
  const telling = created.length > 0 ? created : effects;
  const done = telling.filter((effect) => effect.done).length;
  if (telling.length === 0) {
    return 'unknown';
  }
  return done === 0 ? 'none' : done === telling.length ? 'all' : 'some';
}

/** The last word of a file on each object. */
function netEffects(effects: readonly SchemaEffect[]): SchemaEffect[] {
  const last = new Map<string, SchemaEffect>();
  for (const effect of effects) {
    last.set(`${effect.object.kind} ${labelOf(effect.object)}`, effect);
  }
  return [...last.values()];
}

export function labelOf({ kind, name, table }: SchemaObject): string {
  const full = kind === 'column' || kind === 'constraint' ? [...(table ?? []), ...name] : name;
  return `${kind === 'relation' ? '' : `${kind} `}${full.join('.')}`;
}

async function isPresent(client: Client, object: SchemaObject): Promise<boolean> {
  const name = object.name.map(quoteIdentifier).join('.');
  const table = (object.table ?? []).map(quoteIdentifier).join('.');
  const plain = object.name.at(-1);
  switch (object.kind) {
    case 'relation':
      return exists(client, 'SELECT pg_catalog.to_regclass($1) IS NOT NULL AS present', [name]);
    case 'type':
      return exists(client, 'SELECT pg_catalog.to_regtype($1) IS NOT NULL AS present', [name]);
    case 'schema':
      return exists(client, 'SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1) AS present', [
        plain,
      ]);
    case 'function':
      return exists(
        client,
        `SELECT EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
           WHERE p.proname = $1 AND ($2::text IS NULL OR n.nspname = $2)) AS present`,
        [plain, object.name.at(-2) ?? null],
      );
    case 'column':
      return exists(
        client,
        `SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass($1)
           AND attname = $2 AND NOT attisdropped) AS present`,
        [table, plain],
      );
    case 'constraint':
      return exists(
        client,
        `SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = pg_catalog.to_regclass($1)
           AND conname = $2) AS present`,
        [table, plain],
      );
  }
}

async function exists(client: Client, sql: string, values: unknown[]): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>(sql, values);
  return rows[0]?.present === true;
}
