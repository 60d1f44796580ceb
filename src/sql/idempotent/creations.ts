import type { Node } from 'libpg-query';

import { defaultIndexName, strings } from '../default-names.ts';
import { plainName } from '../plain-name.ts';
import type { Naming } from './named-constraint.ts';
import {
  hasWords,
  preceded,
  relationText,
  tolerating,
  withWordsAt,
  withWordsBehind,
  wordAt,
  type Written,
} from './written.ts';

/** Statements that take IF NOT EXISTS, by the key of the parse tree, and the key word that it stands behind. */
const IF_NOT_EXISTS: Readonly<Record<string, string>> = {
  CreateStmt: 'TABLE',
  CreateForeignTableStmt: 'TABLE',
  CreateSeqStmt: 'SEQUENCE',
  CreateExtensionStmt: 'EXTENSION',
  CreateForeignServerStmt: 'SERVER',
  CreateUserMappingStmt: 'MAPPING',
};

/** Statements that take OR REPLACE. */
const OR_REPLACE = new Set(['ViewStmt', 'CreateFunctionStmt', 'RuleStmt', 'CreateTransformStmt', 'CreatePLangStmt']);

/** Statements that take neither, and the error that PostgreSQL raises when they run again. */
const TOLERATED: Readonly<Record<string, string>> = {
  CreateEnumStmt: 'duplicate_object',
  CreateDomainStmt: 'duplicate_object',
  CreateRangeStmt: 'duplicate_object',
  CompositeTypeStmt: 'duplicate_table OR duplicate_object',
  CreateCastStmt: 'duplicate_object',
  CreateConversionStmt: 'duplicate_object',
  CreateOpClassStmt: 'duplicate_object',
  CreateOpFamilyStmt: 'duplicate_object',
  CreateFdwStmt: 'duplicate_object',
  CreatePublicationStmt: 'duplicate_object',
  CreateAmStmt: 'duplicate_object',
  CreateRoleStmt: 'duplicate_object',
};

/** The same for what CREATE makes by a list of properties. */
const TOLERATED_DEFINITIONS: Readonly<Record<string, string>> = {
  OBJECT_TYPE: 'duplicate_object',
  OBJECT_OPERATOR: 'duplicate_function',
  OBJECT_TSDICTIONARY: 'unique_violation',
  OBJECT_TSCONFIGURATION: 'unique_violation',
  OBJECT_TSPARSER: 'unique_violation',
  OBJECT_TSTEMPLATE: 'unique_violation',
};

/** The idempotent form of a CREATE. */
export function idempotentCreation(statement: Written, node: Node, naming: Naming): string | undefined {
  const key = Object.keys(node)[0] ?? '';
  const behind = IF_NOT_EXISTS[key];
  if (behind !== undefined) {
    return withWordsBehind(statement, behind, 'IF NOT EXISTS');
  }
  if (OR_REPLACE.has(key)) {
    return withWordsBehind(statement, 'CREATE', 'OR REPLACE');
  }
  const tolerated = TOLERATED[key];
  if (tolerated !== undefined) {
    return tolerating(tolerated, statement);
  }
  if ('CreateTableAsStmt' in node) {
    const { objtype, is_select_into: isSelectInto } = node.CreateTableAsStmt;
    const keyWord = objtype === 'OBJECT_MATVIEW' ? 'VIEW' : 'TABLE';
    return isSelectInto === true ? undefined : withWordsBehind(statement, keyWord, 'IF NOT EXISTS');
  }
  if ('CreateSchemaStmt' in node) {
    // With IF NOT EXISTS nothing may be made in it by the same statement.
    return node.CreateSchemaStmt.schemaElts === undefined
      ? withWordsBehind(statement, 'SCHEMA', 'IF NOT EXISTS')
      : undefined;
  }
  if ('IndexStmt' in node) {
    return index(statement, node.IndexStmt, naming);
  }
  if ('CreateStatsStmt' in node) {
    return node.CreateStatsStmt.defnames === undefined
      ? undefined
      : withWordsBehind(statement, 'STATISTICS', 'IF NOT EXISTS');
  }
  if ('DefineStmt' in node) {
    return definition(statement, node.DefineStmt.kind ?? '');
  }
  return dropFirst(statement, node);
}

function index(
  statement: Written,
  indexStmt: Extract<Node, { IndexStmt: unknown }>['IndexStmt'],
  naming: Naming,
): string | undefined {
  const at = statement.tokens.findIndex((_, i) => wordAt(statement, i) === 'INDEX');
  const last = at !== -1 && wordAt(statement, at + 1) === 'CONCURRENTLY' ? at + 1 : at;
  if (indexStmt.idxname !== undefined) {
    return withWordsAt(statement, last, 'IF NOT EXISTS');
  }
  const name = naming(defaultIndexName(indexStmt), 0);
  return name !== undefined && hasWords(statement, last + 1, 'ON')
    ? withWordsAt(statement, last, `IF NOT EXISTS ${plainName(name)}`)
    : undefined;
}

function definition(statement: Written, kind: string): string | undefined {
  if (kind === 'OBJECT_AGGREGATE') {
    return withWordsBehind(statement, 'CREATE', 'OR REPLACE');
  }
  if (kind === 'OBJECT_COLLATION') {
    return withWordsBehind(statement, 'COLLATION', 'IF NOT EXISTS');
  }
  const tolerated = TOLERATED_DEFINITIONS[kind];
  return tolerated === undefined ? undefined : tolerating(tolerated, statement);
}

/** What is replaced by dropping it first, because it may be of another definition. */
function dropFirst(statement: Written, node: Node): string | undefined {
  if ('CreateTrigStmt' in node) {
    const { isconstraint: isConstraint, trigname = '', relation } = node.CreateTrigStmt;
    if (isConstraint !== true) {
      return withWordsBehind(statement, 'CREATE', 'OR REPLACE');
    }
    return relation === undefined
      ? undefined
      : preceded(`DROP TRIGGER IF EXISTS ${plainName(trigname)} ON ${relationText(relation)}`, statement);
  }
  if ('CreatePolicyStmt' in node) {
    const { policy_name: name = '', table } = node.CreatePolicyStmt;
    return table === undefined
      ? undefined
      : preceded(`DROP POLICY IF EXISTS ${plainName(name)} ON ${relationText(table)}`, statement);
  }
  if ('CreateEventTrigStmt' in node) {
    return preceded(`DROP EVENT TRIGGER IF EXISTS ${plainName(node.CreateEventTrigStmt.trigname ?? '')}`, statement);
  }
  if ('AlterDomainStmt' in node) {
    return domainConstraint(statement, node.AlterDomainStmt);
  }
  return undefined;
}

function domainConstraint(
  statement: Written,
  { subtype, typeName, def }: Extract<Node, { AlterDomainStmt: unknown }>['AlterDomainStmt'],
): string | undefined {
  if (subtype === 'X') {
    return withWordsBehind(statement, 'CONSTRAINT', 'IF EXISTS');
  }
  const name = def !== undefined && 'Constraint' in def ? def.Constraint.conname : undefined;
  if (subtype !== 'C' || name === undefined) {
    return undefined;
  }
  const domain = strings(typeName).map(plainName).join('.');
  return preceded(`ALTER DOMAIN ${domain} DROP CONSTRAINT IF EXISTS ${plainName(name)}`, statement);
}
