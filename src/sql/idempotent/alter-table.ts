import type { AlterTableCmd, AlterTableStmt, Constraint } from 'libpg-query';

import type { DefaultName } from '../default-names.ts';
import { plainName } from '../plain-name.ts';
import { alterTableAlone } from './alter-table-alone.ts';
import { type NamedConstraint, type Naming, isKey, nameConstraint } from './named-constraint.ts';
import {
  asLiteral,
  guarded,
  hasWords,
  insert,
  preceded,
  relationText,
  wordAt,
  type Insertion,
  type Written,
} from './written.ts';

/** Where one command of an ALTER TABLE stands: indices of tokens. */
interface Command {
  first: number;
  last: number;
  command: AlterTableCmd;
  /** The constraint that it adds. */
  adds: NamedConstraint | undefined;
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
export function idempotentAlterTable(statement: Written, stmt: AlterTableStmt, naming: Naming): string | undefined {
  const { relation } = stmt;
  const commands = commandsOf(statement, stmt, naming);
  const [command] = commands ?? [];
  if (commands === undefined || command === undefined || relation === undefined) {
    return undefined;
  }
  const table = relationText(relation);
  const key = commands.find(({ adds }) => adds !== undefined && isKey(adds.constraint) && !isReplaced(adds, commands));
  if (commands.length === 1 && key === undefined) {
    const { adds } = command;
    return adds === undefined || adds.constraint.contype === 'CONSTR_NOTNULL'
      ? (alterTableAlone(statement, table, command.command) ?? guardedCommands(statement, commands))
      : droppedBefore(statement, command, adds);
  }
  return key?.adds === undefined
    ? guardedCommands(statement, commands)
    : unlessThere(statement, table, commands, key.adds);
}

/** The statement with each command guarded by itself. */
function guardedCommands(statement: Written, commands: readonly Command[]): string | undefined {
  const insertions = guardsOfAll(statement, commands);
  return insertions === undefined || insertions.length === 0 ? undefined : `${insert(statement.text, insertions)};`;
}

/** The statement behind another that drops the constraint. */
function droppedBefore(
  statement: Written,
  { first }: Command,
  { name, insertions }: NamedConstraint,
): string | undefined {
  const head = statement.text.slice(0, statement.tokens[first]?.start);
  const text = insert(statement.text, insertions);
  return name === undefined
    ? undefined
    : preceded(`${head}DROP CONSTRAINT IF EXISTS ${plainName(name)}`, { ...statement, text });
}

/** The statement run only where the key is missing, which cannot be dropped where a foreign key refers to it. */
function unlessThere(
  statement: Written,
  table: string,
  commands: readonly Command[],
  { name }: NamedConstraint,
): string | undefined {
  const insertions = guardsOfAll(statement, commands);
  return name === undefined || insertions === undefined
    ? undefined
    : guarded(
        `NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = ${asLiteral(table)}::regclass AND conname = ${asLiteral(name)})`,
        { ...statement, text: insert(statement.text, insertions) },
      );
}

/** Whether the same statement drops it first. */
function isReplaced({ name }: NamedConstraint, commands: readonly Command[]): boolean {
  return commands.some(({ command }) => command.subtype === 'AT_DropConstraint' && command.name === name);
}

/** Where each command stands; undefined if the text cannot be split as the parser did. */
function commandsOf(
  statement: Written,
  { cmds = [], relation }: AlterTableStmt,
  naming: Naming,
): Command[] | undefined {
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
    if (!('AlterTableCmd' in cmd) || start === undefined) {
      return [];
    }
    const constraint = constraintOf(cmd.AlterTableCmd);
    const name = (given: DefaultName): string | undefined => naming(given, i);
    return [
      {
        first: start,
        last: (starts[i + 1] ?? statement.tokens.length + 1) - 2,
        command: cmd.AlterTableCmd,
        adds: constraint && nameConstraint(statement, start, constraint, relation?.relname ?? '', name),
      },
    ];
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

/** What to insert so that all commands can run again; undefined if that is not known of one. */
function guardsOfAll(statement: Written, commands: readonly Command[]): Insertion[] | undefined {
  const all: Insertion[] = [];
  for (const command of commands) {
    const guards = guardsOf(statement, command, commands);
    if (guards === undefined) {
      return undefined;
    }
    all.push(...guards);
  }
  return all;
}

/** What to insert so that the command can run again; nothing if it can anyway, undefined if that is not known. */
function guardsOf(statement: Written, each: Command, commands: readonly Command[]): readonly Insertion[] | undefined {
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
      return each.adds && guardsOfConstraint(statement, first, each.adds, commands);
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

/** A key is guarded with its whole statement. */
function guardsOfConstraint(
  statement: Written,
  first: number,
  adds: NamedConstraint,
  commands: readonly Command[],
): readonly Insertion[] | undefined {
  const { constraint, name, insertions } = adds;
  const start = statement.tokens[first]?.start;
  if (constraint.contype === 'CONSTR_NOTNULL') {
    return [];
  }
  if (name === undefined || start === undefined) {
    return undefined;
  }
  return isKey(constraint) || isReplaced(adds, commands)
    ? insertions
    : [{ at: start, text: `DROP CONSTRAINT IF EXISTS ${plainName(name)}, ` }, ...insertions];
}
