import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { parseScript } from '../../sql/statement/script.ts';
import { type SchemaEffect, schemaEffects, type SchemaObject } from '../../sql/effects/schema-effects.ts';
import { keptStatements } from '../runner/aftermath.ts';
import type { Direction, Migration } from '../pairs/migration.ts';
import { readMigration } from '../pairs/read-migration.ts';

/** An object that a file creates or drops, and whether the database shows it. */
export interface ObservedEffect extends SchemaEffect {
  /** The object in messages: `table public.site`, `column site.note`. */
  label: string;
  /** The database looks as if the file had run. */
  done: boolean;
  /** An index that a failed CREATE INDEX CONCURRENTLY left: it counts as missing. */
  invalid: boolean;
}

/** How many of a file's effects the database shows; `unknown` if the file has no visible effects. */
export type Extent = 'all' | 'some' | 'none' | 'unknown';

export interface FileEvidence {
  /** The last effect on each object. */
  effects: ObservedEffect[];
  /** What is dropped or renamed on the way, even if it is created again, also in a DO block. */
  dropped: SchemaEffect[];
  /** A DO block puts together SQL that drops or renames something. */
  dropsUnseen: boolean;
  extent: Extent;
  /** The file commits before its end, so a failure can leave a part of it. */
  commitsEarly: boolean;
}

export interface MigrationEvidence {
  migration: Migration;
  up: FileEvidence;
  down: FileEvidence;
}

/** Reads all files and looks for their effects in the database. Files that cannot be read or parsed have no effects. */
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
  const everything = script?.statements ?? [];
  const statements = everything.filter(({ within }) => within === undefined);
  const effects: ObservedEffect[] = [];
  for (const effect of netEffects(schemaEffects(statements))) {
    const creates = effect.change === 'create';
    const invalid = creates && effect.object.kind === 'relation' && (await isInvalidIndex(client, effect.object));
    const present = !invalid && (await isPresent(client, effect.object));
    effects.push({ ...effect, label: labelOf(effect.object), done: present === creates, invalid });
  }
  const beforeLast = Math.max(0, statements.length - 1);
  return {
    effects,
    dropped: schemaEffects(everything).filter(({ change }) => change === 'drop'),
    dropsUnseen: statements.some(({ opaque, text }) => opaque && /\b(?:DROP|RENAME|SET\s+SCHEMA)\b/i.test(text)),
    extent: extentOf(effects),
    commitsEarly: keptStatements(statements, beforeLast) > 0,
  };
}

/** Decides by created objects if there are any, because a dropped object may be absent for other reasons. */
export function extentOf(effects: readonly ObservedEffect[]): Extent {
  const created = effects.filter(({ change }) => change === 'create');
  const relevant = created.length > 0 ? created : effects;
  const done = relevant.filter((effect) => effect.done).length;
  if (relevant.length === 0) {
    return 'unknown';
  }
  return done === 0 ? 'none' : done === relevant.length ? 'all' : 'some';
}

/** The last effect of a file on each object. */
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

function isInvalidIndex(client: Client, { name }: SchemaObject): Promise<boolean> {
  return exists(
    client,
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
       WHERE x.indexrelid = pg_catalog.to_regclass($1) AND NOT x.indisvalid AND i.relkind = 'i') AS present`,
    [name.map(quoteIdentifier).join('.')],
  );
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
