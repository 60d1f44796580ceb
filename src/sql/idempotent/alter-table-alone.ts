import type { AlterTableCmd, Constraint } from 'libpg-query';

import { defaultConstraintName, writeDefaultName } from '../default-names.ts';
import { nameParts } from '../sql-tokens.ts';
import { plainName } from '../plain-name.ts';
import { asLiteral, guarded, insert, relationText, tolerating, wordAt, type Written } from './written.ts';

/** The idempotent form of an ALTER TABLE whose only command needs a look into the catalog; undefined for the others. */
export function alterTableAlone(statement: Written, table: string, command: AlterTableCmd): string | undefined {
  const { name = '', def } = command;
  const subtype: string = command.subtype ?? '';
  const relation = `${asLiteral(table)}::regclass`;
  switch (subtype) {
    case 'AT_AddConstraint': {
      return def !== undefined && 'Constraint' in def
        ? key(statement, relation, def.Constraint, nameParts(table).at(-1) ?? '')
        : undefined;
    }
    case 'AT_AddColumn': {
      // An attribute of a composite type takes no IF NOT EXISTS.
      return statement.tokens.some((_, i) => wordAt(statement, i) === 'ADD' && wordAt(statement, i + 1) === 'ATTRIBUTE')
        ? tolerating('duplicate_column', statement)
        : undefined;
    }
    case 'AT_AddIdentity': {
      return guarded(
        `EXISTS (SELECT FROM pg_attribute WHERE attrelid = ${relation} AND attname = ${asLiteral(name)} AND attidentity = '')`,
        statement,
      );
    }
    case 'AT_AddInherit': {
      return def !== undefined && 'RangeVar' in def
        ? guarded(`NOT ${inherits(relation, relationText(def.RangeVar))}`, statement)
        : undefined;
    }
    case 'AT_DropInherit': {
      return def !== undefined && 'RangeVar' in def
        ? guarded(inherits(relation, relationText(def.RangeVar)), statement)
        : undefined;
    }
    case 'AT_AttachPartition':
    case 'AT_DetachPartition': {
      const partition = def !== undefined && 'PartitionCmd' in def ? def.PartitionCmd : undefined;
      if (partition?.name === undefined || partition.concurrent === true) {
        return undefined;
      }
      const child = `${asLiteral(relationText(partition.name))}::regclass`;
      const not = subtype === 'AT_AttachPartition' ? 'NOT ' : '';
      return guarded(`${not}${inherits(child, table)}`, statement);
    }
    default: {
      return undefined;
    }
  }
}

function inherits(child: string, parent: string): string {
  return `EXISTS (SELECT FROM pg_inherits WHERE inhrelid = ${child} AND inhparent = ${asLiteral(parent)}::regclass)`;
}

/** A primary key or unique constraint, which cannot be dropped where a foreign key refers to it. */
function key(statement: Written, relation: string, constraint: Constraint, table: string): string | undefined {
  const { contype, conname, indexname } = constraint;
  if (contype !== 'CONSTR_PRIMARY' && contype !== 'CONSTR_UNIQUE') {
    return undefined;
  }
  const given = defaultConstraintName(constraint, table, undefined);
  if (conname === undefined && (indexname !== undefined || given === undefined)) {
    return undefined;
  }
  const name = conname ?? (given === undefined ? '' : writeDefaultName(given));
  const add = statement.tokens.find((_, i) => wordAt(statement, i) === 'ADD');
  const insertions =
    conname === undefined && add !== undefined ? [{ at: add.end, text: ` CONSTRAINT ${plainName(name)}` }] : [];
  return guarded(
    `NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = ${relation} AND conname = ${asLiteral(name)})`,
    { ...statement, text: insert(statement.text, insertions) },
  );
}
