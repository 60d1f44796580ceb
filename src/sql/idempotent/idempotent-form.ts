import type { AlterEnumStmt, InsertStmt, Node } from 'libpg-query';

import { strings, writeDefaultName } from '../default-names.ts';
import { idempotentAlterTable } from './alter-table.ts';
import { idempotentCreation } from './creations.ts';
import { idempotentDrop } from './drops.ts';
import type { Naming } from './named-constraint.ts';
import { idempotentMove, idempotentRename } from './renames.ts';
import { asLiteral, guarded, insert, withWordsBehind, wordAt, written, type Written } from './written.ts';
import type { ParsedStatement } from '../parse-statements.ts';
import { plainPath } from '../plain-name.ts';

/**
 * The idempotent form of a statement, or undefined when none is known for sure or the statement has one already. The
 * text is the statement's own with as little added as possible, ready to paste: it ends in a semicolon.
 *
 * @param naming the name of what is written without one; by itself the one that PostgreSQL chooses where nothing else has it
 */
export function idempotentForm(
  { text, node }: ParsedStatement,
  naming: Naming = (given) => writeDefaultName(given),
): string | undefined {
  const statement = written(text);
  return (
    otherForm(statement, node, naming) ?? idempotentCreation(statement, node, naming) ?? idempotentDrop(statement, node)
  );
}

function otherForm(statement: Written, node: Node, naming: Naming): string | undefined {
  if ('AlterTableStmt' in node) {
    return idempotentAlterTable(statement, node.AlterTableStmt, naming);
  }
  if ('RenameStmt' in node) {
    return idempotentRename(statement, node.RenameStmt);
  }
  if ('AlterObjectSchemaStmt' in node) {
    return idempotentMove(statement, node.AlterObjectSchemaStmt);
  }
  if ('AlterEnumStmt' in node) {
    return label(statement, node.AlterEnumStmt);
  }
  return 'InsertStmt' in node ? insertion(statement, node.InsertStmt) : undefined;
}

function label(statement: Written, { typeName, oldVal, skipIfNewValExists }: AlterEnumStmt): string | undefined {
  if (oldVal === undefined) {
    return skipIfNewValExists === true ? undefined : withWordsBehind(statement, 'VALUE', 'IF NOT EXISTS');
  }
  const type = `${asLiteral(plainPath(strings(typeName)))}::regtype`;
  return guarded(
    `EXISTS (SELECT FROM pg_enum WHERE enumtypid = ${type} AND enumlabel = ${asLiteral(oldVal)})`,
    statement,
  );
}

/** Rows whose key is there already are left as they are. */
function insertion(statement: Written, { onConflictClause, returningClause }: InsertStmt): string | undefined {
  if (onConflictClause !== undefined) {
    return undefined;
  }
  const { text, tokens } = statement;
  if (returningClause === undefined) {
    return `${text} ON CONFLICT DO NOTHING;`;
  }
  const returning = tokens.findLast((_, i) => wordAt(statement, i) === 'RETURNING');
  return returning && `${insert(text, [{ at: returning.start, text: 'ON CONFLICT DO NOTHING ' }])};`;
}
