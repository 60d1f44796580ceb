import type { AlterTableCmd } from 'libpg-query';

import { asLiteral, guarded, relationText, tolerating, wordAt, type Written } from './written.ts';

/** The idempotent form of an ALTER TABLE whose only command needs a look into the catalog; undefined for the others. */
export function alterTableAlone(statement: Written, table: string, command: AlterTableCmd): string | undefined {
  const { name = '', def } = command;
  const subtype: string = command.subtype ?? '';
  const relation = `${asLiteral(table)}::regclass`;
  switch (subtype) {
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
