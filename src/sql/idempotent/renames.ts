import type { AlterObjectSchemaStmt, Node, RenameStmt } from 'libpg-query';

import { strings } from '../default-names.ts';
import { plainPath } from '../plain-name.ts';
import { asLiteral, guarded, hasWords, relationText, withWordsAt, type Written } from './written.ts';

/** Kinds that take `ALTER … IF EXISTS`, and how many key words name them. */
const RELATIONS: Readonly<Record<string, number>> = {
  OBJECT_TABLE: 1,
  OBJECT_VIEW: 1,
  OBJECT_INDEX: 1,
  OBJECT_SEQUENCE: 1,
  OBJECT_MATVIEW: 2,
  OBJECT_FOREIGN_TABLE: 2,
};

/** The idempotent form of ALTER … RENAME: nothing happens where the old name is gone. */
export function idempotentRename(statement: Written, stmt: RenameStmt): string | undefined {
  const { relation, object, subname = '', newname = '' } = stmt;
  const renameType: string = stmt.renameType ?? '';
  const table = relation === undefined ? undefined : asLiteral(relationText(relation));
  switch (renameType) {
    case 'OBJECT_COLUMN':
    case 'OBJECT_ATTRIBUTE': {
      return (
        table && ofTable(statement, 'pg_attribute', 'attrelid', table, 'attname', subname, ' AND NOT attisdropped')
      );
    }
    case 'OBJECT_TABCONSTRAINT': {
      return table && ofTable(statement, 'pg_constraint', 'conrelid', table, 'conname', subname);
    }
    case 'OBJECT_TRIGGER': {
      return table && ofTable(statement, 'pg_trigger', 'tgrelid', table, 'tgname', subname);
    }
    case 'OBJECT_POLICY': {
      return table && ofTable(statement, 'pg_policy', 'polrelid', table, 'polname', subname);
    }
    case 'OBJECT_RULE': {
      return table && ofTable(statement, 'pg_rewrite', 'ev_class', table, 'rulename', subname);
    }
    case 'OBJECT_SCHEMA': {
      return guarded(`EXISTS (SELECT FROM pg_namespace WHERE nspname = ${asLiteral(subname)})`, statement);
    }
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN': {
      return ofType(statement, object);
    }
    default: {
      return newname === '' ? undefined : ifExists(statement, renameType);
    }
  }
}

/** The idempotent form of ALTER … SET SCHEMA. */
export function idempotentMove(statement: Written, stmt: AlterObjectSchemaStmt): string | undefined {
  const { objectType = '', object } = stmt;
  return objectType === 'OBJECT_TYPE' || objectType === 'OBJECT_DOMAIN'
    ? ofType(statement, object)
    : ifExists(statement, objectType);
}

function ofTable(
  statement: Written,
  catalog: string,
  tableColumn: string,
  table: string,
  nameColumn: string,
  name: string,
  more = '',
): string {
  // A table that is not there would be an error anyway, which IF EXISTS in the statement may forgive.
  const where = `${tableColumn} = to_regclass(${table}) AND ${nameColumn} = ${asLiteral(name)}${more}`;
  return guarded(`EXISTS (SELECT FROM ${catalog} WHERE ${where})`, statement);
}

function ofType(statement: Written, object: Node | undefined): string | undefined {
  if (object === undefined || !('List' in object)) {
    return undefined;
  }
  const name = plainPath(strings(object.List.items));
  return guarded(`to_regtype(${asLiteral(name)}) IS NOT NULL`, statement);
}

function ifExists(statement: Written, type: string): string | undefined {
  const words = RELATIONS[type];
  return words === undefined || !hasWords(statement, 0, 'ALTER')
    ? undefined
    : withWordsAt(statement, words, 'IF EXISTS');
}
