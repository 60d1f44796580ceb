import type { FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import { pgParser } from '../../sql/pg-parser.ts';
import { keyOf } from '../../sql/statement/name.ts';
import { plainPath } from '../../sql/plain-name.ts';
import { schemaBefore } from '../engine/check-pairs.ts';
import type { LintFile, LintStatement } from '../engine/lint-file.ts';
import { readChain } from '../engine/read-chain.ts';
import { walkStatements } from '../engine/walk-statements.ts';
import type { SchemaState } from '../state/schema-state.ts';
import { locksOf, strongerLock, type StatementLock } from './statement-locks.ts';

/** A lock of a statement in a file. */
export interface FileLock extends Omit<StatementLock, 'table'> {
  /** Where the statement begins, from 1. */
  line: number;
  /** The table or materialized view, quoted and qualified as in SQL. */
  object: string;
}

/**
 * The locks of each up in a folder on tables that it does not create itself, by version; see {@link locksOf}. A statement
 * has one entry for each table.
 *
 * @param startsEmpty whether nothing else creates objects before the first migration
 */
export async function chainLocks(found: FoundMigrations, startsEmpty: boolean): Promise<Map<bigint, FileLock[]>> {
  const schema = schemaBefore(startsEmpty);
  const locks = new Map<bigint, FileLock[]>();
  for (const { migration, up } of readChain(found, await pgParser())) {
    locks.set(migration.version, up === undefined ? [] : fileLocks(up, schema));
  }
  return locks;
}

/** The locks of a file, which is applied to the schema. */
function fileLocks(file: LintFile, schema: SchemaState): FileLock[] {
  const byStatement = new Map<LintStatement, Map<string, StatementLock>>();
  walkStatements(file, schema, {
    action(action, context) {
      const ofStatement = byStatement.get(context.statement) ?? new Map<string, StatementLock>();
      byStatement.set(context.statement, ofStatement);
      for (const lock of locksOf(action, context)) {
        const key = keyOf(lock.table);
        const known = ofStatement.get(key);
        ofStatement.set(key, known === undefined ? lock : strongerLock(known, lock));
      }
    },
  });
  return [...byStatement].flatMap(([{ start }, ofStatement]) =>
    [...ofStatement.values()].map(({ table: { schema: within, name }, ...lock }) => ({
      ...lock,
      line: file.positionOf(start).line,
      object: plainPath([within, name]),
    })),
  );
}
