import { parsedStatements, type ParsedStatement } from '../parse-statements.ts';
import { LatestAnswers } from '../latest-answers.ts';
import { pgParser, type PgParser } from '../pg-parser.ts';
import { bodyText, languageOf } from '../plpgsql/body.ts';
import { nodeTypeOf, type NodeType } from '../statement/action-readers.ts';
import { readScript, type Statement } from '../statement/script.ts';

/**
 * What a script may leave in its session: nothing; only what the routines leave that it may call, such as those of
 * triggers; what emptying the session takes back, such as temporary tables,
 * settings, cursors and locks; or what lasts until the session ends, such as custom parameters (which stay known, as empty
 * text), prepared statements, loaded libraries and settings that a session gets when it connects.
 *
 * Only what is known to leave no more counts as less: a statement of another kind, SQL that is put together while it runs
 * and a script that the grammar refuses may leave what lasts. What the routines of the database do is not looked at: see
 * `routinesMayLast`.
 */
export type SessionEffect = 'nothing' | 'through-routines' | 'until-reset' | 'lasting';

/** To parse a longer script takes longer than to connect again. */
const LONGEST = 1_000_000;

export async function sessionEffect(sql: string): Promise<SessionEffect> {
  const parser = await pgParser();
  return sql.length > LONGEST ? 'lasting' : ofScripts.about(sql, () => effectOf(sql, parser));
}

/** Each script is asked about before several runs, on each server. */
const ofScripts = new LatestAnswers<SessionEffect>(2000);

function effectOf(sql: string, parser: PgParser): SessionEffect {
  const statements = statementsOf(sql, parser);
  if (statements === undefined || LASTING_FUNCTIONS.test(sql)) {
    return 'lasting';
  }
  if (statements.some((statement) => statementMayLast(statement, parser))) {
    return 'lasting';
  }
  const types = statements.filter(({ within }) => within === undefined).map(({ nodeType }) => nodeType);
  if (/temp/i.test(sql)) {
    return 'until-reset';
  }
  if (types.every((type) => LEAVE_NOTHING.has(type))) {
    return 'nothing';
  }
  const isPlain = types.every((type) => LEAVE_NOTHING.has(type) || ONLY_CALL.has(type));
  return isPlain && !LEAVING_FUNCTIONS.test(sql) ? 'through-routines' : 'until-reset';
}

/**
 * Whether one of these routines may leave what lasts in the session that calls it, if only by a trigger.
 *
 * @param definitions as `pg_get_functiondef` writes them
 */
export async function routinesMayLast(definitions: string): Promise<boolean> {
  const parser = await pgParser();
  return ofRoutines.about(definitions, () => mayLast(definitions, parser));
}

/**
 * Each new connection to a database or to a copy of it asks about the same routines. Their definitions may be long, so
 * that only a few are kept.
 */
const ofRoutines = new LatestAnswers<boolean>(8);

/** Statements that leave nothing and run no routine; temporary objects apart. */
const LEAVE_NOTHING: ReadonlySet<string> = new Set<NodeType>([
  'AlterDefaultPrivilegesStmt',
  'AlterEnumStmt',
  'AlterFunctionStmt',
  'AlterObjectSchemaStmt',
  'AlterOwnerStmt',
  'AlterPolicyStmt',
  'AlterSeqStmt',
  'CommentStmt',
  'CompositeTypeStmt',
  'CreateCastStmt',
  'CreateDomainStmt',
  'CreateEnumStmt',
  'CreateFunctionStmt',
  'CreatePolicyStmt',
  'CreateRangeStmt',
  'CreateSchemaStmt',
  'CreateSeqStmt',
  'CreateStatsStmt',
  'CreateStmt',
  'CreateTrigStmt',
  'DefineStmt',
  'DropStmt',
  'GrantStmt',
  'RenameStmt',
  'RuleStmt',
  'TransactionStmt',
  'ViewStmt',
]);

/** Statements that leave nothing themselves, but may run routines. */
const ONLY_CALL: ReadonlySet<string> = new Set<NodeType>([
  'AlterDomainStmt',
  'AlterTableStmt',
  'AlterTypeStmt',
  'DeleteStmt',
  'IndexStmt',
  'InsertStmt',
  'MergeStmt',
  'TruncateStmt',
  'UpdateStmt',
]);

/** PostgreSQL's own functions that leave locks, or run SQL that is given as text. */
const LEAVING_FUNCTIONS = /advisory|_to_xml|ts_stat|ts_rewrite/i;

/** Statements that leave no more than what emptying the session takes back. */
const LEAVE_UNTIL_RESET: ReadonlySet<string> = new Set<NodeType>([
  'AlterDomainStmt',
  'AlterPublicationStmt',
  'AlterTableStmt',
  'AlterTypeStmt',
  'CallStmt',
  'CheckPointStmt',
  'ClosePortalStmt',
  'ClusterStmt',
  'ConstraintsSetStmt',
  'CopyStmt',
  'CreateEventTrigStmt',
  'CreateForeignServerStmt',
  'CreateForeignTableStmt',
  'CreateOpClassStmt',
  'CreatePublicationStmt',
  'CreateRoleStmt',
  'CreateTableAsStmt',
  'CreateUserMappingStmt',
  'CreatedbStmt',
  'DeclareCursorStmt',
  'DeleteStmt',
  'DoStmt',
  'DropRoleStmt',
  'DropdbStmt',
  'FetchStmt',
  'GrantRoleStmt',
  'IndexStmt',
  'InsertStmt',
  'ListenStmt',
  'LockStmt',
  'MergeStmt',
  'NotifyStmt',
  'RefreshMatViewStmt',
  'ReindexStmt',
  'SelectStmt',
  'TruncateStmt',
  'UnlistenStmt',
  'UpdateStmt',
  'VacuumStmt',
  'VariableShowStmt',
]);

/**
 * PostgreSQL's own functions that leave what lasts. An identifier can be written so that the name does not show only with
 * Unicode escapes.
 */
const LASTING_FUNCTIONS = /set_config|setseed|pg_replication_origin_session_setup|u&"/i;

/** Names of PostgreSQL's own functions that leave something in the session that calls them. */
export const LEAVING_CALLS = new RegExp(`${LEAVING_FUNCTIONS.source}|${LASTING_FUNCTIONS.source}`, 'i');

function mayLast(sql: string, parser: PgParser): boolean {
  return (
    LASTING_FUNCTIONS.test(sql) ||
    (statementsOf(sql, parser)?.some((statement) => statementMayLast(statement, parser)) ?? true)
  );
}

/** Undefined where the grammar refuses the script. */
function statementsOf(sql: string, parser: PgParser): readonly Statement[] | undefined {
  try {
    return readScript(sql, parser).statements;
  } catch {
    return undefined;
  }
}

function statementMayLast({ node, opaque, body }: Statement, parser: PgParser): boolean {
  if (opaque || nodeMayLast({ node })) {
    return true;
  }
  if (!('CreateFunctionStmt' in node)) {
    return false;
  }
  const settings = (node.CreateFunctionStmt.options ?? []).flatMap((each) =>
    'DefElem' in each && each.DefElem.defname === 'set' ? (each.DefElem.arg ?? []) : [],
  );
  if (settings.some((setting) => nodeMayLast({ node: setting }))) {
    return true;
  }
  switch (languageOf(node)) {
    case 'plpgsql': {
      return body === undefined || body.opaque || body.statements.some(({ sql }) => mayLastInBody(sql, parser));
    }
    case 'sql': {
      return mayLastInBody(bodyText(node) ?? '', parser);
    }
    default: {
      return true;
    }
  }
}

/** What PL/pgSQL takes for SQL may be its own, an assignment: what it runs are functions, as in any expression. */
function mayLastInBody(sql: string, parser: PgParser): boolean {
  try {
    return parsedStatements(sql, parser).some((each) => 'DoStmt' in each.node || nodeMayLast(each));
  } catch {
    return true;
  }
}

function nodeMayLast({ node }: Pick<ParsedStatement, 'node'>): boolean {
  if ('VariableSetStmt' in node) {
    return node.VariableSetStmt.name?.includes('.') === true;
  }
  const nodeType = nodeTypeOf(node);
  return !LEAVE_NOTHING.has(nodeType) && !LEAVE_UNTIL_RESET.has(nodeType);
}
