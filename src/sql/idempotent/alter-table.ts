import type { AlterTableCmd, AlterTableStmt, Constraint } from 'libpg-query';

import { defaultConstraintName, writeDefaultName } from '../default-names.ts';
import { plainName } from '../plain-name.ts';
import { alterTableAlone } from './alter-table-alone.ts';
import { hasWords, insert, preceded, relationText, wordAt, type Insertion, type Written } from './written.ts';

/** Where one command of an ALTER TABLE stands: indices of tokens. */
interface Command {
  first: number;
  last: number;
  command: AlterTableCmd;
}

/** Commands that lead to the same state when they run again, and succeed. */
const REPEATABLE = new Set([
  'AT_ColumnDefault',
  'AT_CookedColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_SetExpression',
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetStorage',
  'AT_SetCompression',
  'AT_ValidateConstraint',
  'AT_AlterConstraint',
  'AT_ChangeOwner',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_SetLogged',
  'AT_SetUnLogged',
  'AT_SetAccessMethod',
  'AT_SetTableSpace',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_EnableTrig',
  'AT_EnableAlwaysTrig',
  'AT_EnableReplicaTrig',
  'AT_DisableTrig',
  'AT_EnableTrigAll',
  'AT_DisableTrigAll',
  'AT_EnableTrigUser',
  'AT_DisableTrigUser',
  'AT_EnableRule',
  'AT_EnableAlwaysRule',
  'AT_EnableReplicaRule',
  'AT_DisableRule',
  'AT_ReplicaIdentity',
  'AT_EnableRowSecurity',
  'AT_DisableRowSecurity',
  'AT_ForceRowSecurity',
  'AT_NoForceRowSecurity',
  'AT_AddOf',
  'AT_DropOf',
  'AT_SetIdentity',
]);

/** The idempotent form of an ALTER TABLE, each of its commands guarded. */
export function idempotentAlterTable(statement: Written, stmt: AlterTableStmt): string | undefined {
  const { relation } = stmt;
  const commands = commandsOf(statement, stmt);
  const [command] = commands ?? [];
  if (commands === undefined || command === undefined || relation === undefined) {
    return undefined;
  }
  const table = relation.relname ?? '';
  if (commands.length === 1) {
    const constraint = constraintOf(command.command);
    const alone = alterTableAlone(statement, relationText(relation), command.command);
    if (alone !== undefined) {
      return alone;
    }
    if (constraint !== undefined) {
      const named = nameConstraint(statement, command, constraint, table);
      if (named === undefined) {
        return undefined;
      }
      const head = statement.text.slice(0, statement.tokens[command.first]?.start);
      const text = insert(statement.text, named.insertions);
      return preceded(`${head}DROP CONSTRAINT IF EXISTS ${plainName(named.name)}`, { ...statement, text });
    }
  }
  const guards = commands.map((each) => guardsOf(statement, each, table));
  const insertions: Insertion[] = [];
  for (const guard of guards) {
    if (guard === undefined) {
      return undefined;
    }
    insertions.push(...guard);
  }
  return insertions.length === 0 ? undefined : `${insert(statement.text, insertions)};`;
}

/** Where each command stands; undefined if the text cannot be split as the parser did. */
function commandsOf(statement: Written, { cmds = [] }: AlterTableStmt): Command[] | undefined {
  const first = behindName(statement);
  const starts = [first];
  let depth = 0;
  for (const [i, { text }] of statement.tokens.entries()) {
    if (text === '(' || text === '[') {
      depth += 1;
    } else if (text === ')' || text === ']') {
      depth -= 1;
    } else if (text === ',' && depth === 0 && i >= first) {
      starts.push(i + 1);
    }
  }
  const commands = cmds.flatMap((cmd, i): Command[] => {
    const start = starts[i];
    return 'AlterTableCmd' in cmd && start !== undefined
      ? [{ first: start, last: (starts[i + 1] ?? statement.tokens.length + 1) - 2, command: cmd.AlterTableCmd }]
      : [];
  });
  return commands.length === cmds.length && starts.length === cmds.length ? commands : undefined;
}

/** The index of the first token behind `ALTER TABLE [IF EXISTS] [ONLY] schema.table [*]`. */
function behindName(statement: Written): number {
  let at = hasWords(statement, 1, 'FOREIGN') || hasWords(statement, 1, 'MATERIALIZED') ? 3 : 2;
  at += hasWords(statement, at, 'IF EXISTS') ? 2 : 0;
  at += hasWords(statement, at, 'ONLY') ? 1 : 0;
  const parenthesis = wordAt(statement, at) === '(' ? 1 : 0;
  at += parenthesis + 1;
  while (wordAt(statement, at) === '.') {
    at += 2;
  }
  at += parenthesis;
  return wordAt(statement, at) === '*' ? at + 1 : at;
}

/** What to insert so that the command can run again; nothing if it can anyway, undefined if that is not known. */
function guardsOf(statement: Written, each: Command, table: string): Insertion[] | undefined {
  const { command, first } = each;
  const { def } = command;
  const subtype: string = command.subtype ?? '';
  if (REPEATABLE.has(subtype)) {
    return [];
  }
  switch (subtype) {
    case 'AT_AddColumn': {
      return wordsBehind(statement, first, ['COLUMN'], 'IF NOT EXISTS');
    }
    case 'AT_DropColumn': {
      return wordsBehind(statement, first, ['COLUMN', 'ATTRIBUTE'], 'IF EXISTS');
    }
    case 'AT_DropConstraint': {
      return wordsBehind(statement, first, ['CONSTRAINT'], 'IF EXISTS');
    }
    case 'AT_DropIdentity': {
      return behindLast(statement, each, 'IDENTITY');
    }
    case 'AT_DropExpression': {
      return behindLast(statement, each, 'EXPRESSION');
    }
    case 'AT_AlterColumnType': {
      // An expression that computes the new value would compute it again.
      return def !== undefined && 'ColumnDef' in def && def.ColumnDef.raw_default === undefined ? [] : undefined;
    }
    case 'AT_AddConstraint': {
      const constraint = constraintOf(command);
      const named = constraint && nameConstraint(statement, each, constraint, table);
      const start = statement.tokens[first]?.start;
      // To drop the constraint would drop the index that it takes.
      return named === undefined || start === undefined || constraint?.indexname !== undefined
        ? undefined
        : [{ at: start, text: `DROP CONSTRAINT IF EXISTS ${plainName(named.name)}, ` }, ...named.insertions];
    }
    default: {
      return undefined;
    }
  }
}

/** Behind ADD or DROP and its optional word. */
function wordsBehind(
  statement: Written,
  first: number,
  optional: readonly string[],
  words: string,
): Insertion[] | undefined {
  const index = optional.includes(wordAt(statement, first + 1)) ? first + 1 : first;
  const token = statement.tokens[index];
  if (wordAt(statement, first + 1) === 'ATTRIBUTE' && words === 'IF NOT EXISTS') {
    return undefined;
  }
  return hasWords(statement, index + 1, words) ? [] : token && [{ at: token.end, text: ` ${words}` }];
}

function behindLast(statement: Written, { last }: Command, word: string): Insertion[] {
  const token = statement.tokens[last];
  return token !== undefined && wordAt(statement, last) === word ? [{ at: token.end, text: ' IF EXISTS' }] : [];
}

function constraintOf({ subtype, def }: AlterTableCmd): Constraint | undefined {
  return subtype === 'AT_AddConstraint' && def !== undefined && 'Constraint' in def ? def.Constraint : undefined;
}

/** The constraint's name, and what to insert so that it is written. */
function nameConstraint(
  statement: Written,
  { first }: Command,
  constraint: Constraint,
  table: string,
): { name: string; insertions: Insertion[] } | undefined {
  if (constraint.conname !== undefined) {
    return { name: constraint.conname, insertions: [] };
  }
  const given = defaultConstraintName(constraint, table, undefined);
  const add = statement.tokens[first];
  if (given === undefined || add === undefined || constraint.indexname !== undefined) {
    return undefined;
  }
  const name = writeDefaultName(given);
  return { name, insertions: [{ at: add.end, text: ` CONSTRAINT ${plainName(name)}` }] };
}
