import type { Constraint, CreateEnumStmt, Node, RangeVar } from 'libpg-query';

import type { CatalogObject, ObjectKind } from '../../catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { plainName, plainPath } from '../../sql/plain-name.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { sqlTokens, type SqlTokenKind } from '../../sql/sql-tokens.ts';
import { isObject } from '../../support/json.ts';

/** Blocks that ignore duplicates, as IF NOT EXISTS does for statements that have no such form. */
export const TOLERATES_DUPLICATES = /\bwhen\b[^;]*?\b(duplicate_object|duplicate_table|others)\b/i;

const TYPE_KINDS = new Set<ObjectKind>(['base type', 'composite type', 'domain', 'enum', 'range type', 'table']);

/** How the server begins a constraint's definition. */
const CONSTRAINT_WORDS: Readonly<Record<string, string>> = {
  CONSTR_CHECK: 'CHECK',
  CONSTR_EXCLUSION: 'EXCLUDE',
  CONSTR_FOREIGN: 'FOREIGN KEY',
  CONSTR_PRIMARY: 'PRIMARY KEY',
  CONSTR_UNIQUE: 'UNIQUE',
};

const CONSTANTS = new Set<SqlTokenKind>(['number', 'string']);

interface Creation {
  what: string;
  /** Whether an object has the name; the schema counts only if it is given. */
  hasName: (object: CatalogObject) => boolean;
  /** Whether the object may have the requested definition. */
  matches: (object: CatalogObject) => boolean;
}

/**
 * One line for each enum or constraint that a block tolerating duplicates should create, but for which a different object
 * existed before and still does. Of a constraint's condition only columns and constants are compared, since the server
 * rewrites it.
 */
export async function shadowedInBlocks(
  statements: readonly SqlStatement[],
  before: CatalogSnapshot,
  after: CatalogSnapshot,
): Promise<string[]> {
  const bodies = statements.flatMap(({ node }) => ('DoStmt' in node ? textsOf(node.DoStmt.args) : []));
  const creations: Creation[] = [];
  for (const body of bodies.filter((each) => TOLERATES_DUPLICATES.test(each))) {
    for (const text of creatingStatements(body)) {
      const parsed = await parseStatements(text).catch(() => []);
      creations.push(...parsed.flatMap(({ node }) => creationsOf(node)));
    }
  }
  return creations.flatMap(({ what, hasName, matches }) => {
    const now = after.objects.filter(hasName);
    const earlier = before.objects.filter(hasName);
    return earlier.length === 0 || now.length === 0 || [...now, ...earlier].some(matches)
      ? []
      : now.map(({ kind, name, summary }) => `${what} already exists: ${kind} ${name} ${summary}`);
  });
}

/** The statements of a body that begin with CREATE or ALTER, up to the semicolon. */
function creatingStatements(body: string): string[] {
  const texts: string[] = [];
  let start: number | undefined;
  let last = '';
  for (const { text, start: at } of sqlTokens(body)) {
    const word = text.toUpperCase();
    if (text === ';') {
      texts.push(...(start === undefined ? [] : [body.slice(start, at)]));
      start = undefined;
    } else if (start === undefined && (word === 'CREATE' || word === 'ALTER') && BEGINNINGS.has(last)) {
      start = at;
    }
    last = word;
  }
  return texts;
}

/** The tokens before a statement of PL/pgSQL. */
const BEGINNINGS = new Set(['', ';', 'BEGIN', 'ELSE', 'LOOP', 'THEN']);

function creationsOf(node: Node): Creation[] {
  if ('CreateEnumStmt' in node) {
    return [enumCreation(node.CreateEnumStmt)];
  }
  const { relation, cmds = [] } = 'AlterTableStmt' in node ? node.AlterTableStmt : {};
  return cmds.flatMap((each) => {
    const definition = 'AlterTableCmd' in each ? each.AlterTableCmd.def : undefined;
    return relation !== undefined && definition !== undefined && 'Constraint' in definition
      ? constraintCreation(relation, definition.Constraint)
      : [];
  });
}

function enumCreation({ typeName, vals }: CreateEnumStmt): Creation {
  const path = textsOf(typeName);
  const labels = textsOf(vals)
    .map((label) => quoteLiteral(label).trim())
    .join(', ');
  return {
    what: `type ${plainPath(path)}`,
    hasName: ({ kind, name }) => TYPE_KINDS.has(kind) && endsWith(name, path),
    matches: ({ kind, definition }) => kind === 'enum' && (definition['labels'] ?? '') === labels,
  };
}

function constraintCreation({ schemaname, relname }: RangeVar, constraint: Constraint): Creation[] {
  const { conname, contype = '' } = constraint;
  const words = CONSTRAINT_WORDS[contype];
  if (relname === undefined || conname === undefined || words === undefined || constraint.indexname !== undefined) {
    return [];
  }
  const path = [...(schemaname === undefined ? [] : [schemaname]), relname, conname];
  const { names, constants } = mentioned(constraint);
  const matches = (text: string): boolean => {
    const tokens = sqlTokens(text);
    const present = new Set(tokens.flatMap((token) => (CONSTANTS.has(token.kind) ? bare(token.text) : [])));
    return (
      text.startsWith(words) &&
      names.every((name) => tokens.some((token) => token.text === plainName(name))) &&
      constants.every((constant) => present.has(constant)) &&
      [...present].every((constant) => constants.includes(constant))
    );
  };
  return [
    {
      what: `constraint ${plainPath(path)}`,
      hasName: ({ kind, name }) => kind === 'constraint' && endsWith(name, path),
      matches: ({ definition }) => matches(String(definition['definition'] ?? '')),
    },
  ];
}

function endsWith(name: string, path: readonly string[]): boolean {
  return name === plainPath(path) || name.endsWith(`.${plainPath(path)}`);
}

/** The columns and the table that a definition mentions, and its constants. */
function mentioned(constraint: Constraint): { names: string[]; constants: string[] } {
  const names = [
    ...textsOf(constraint.keys),
    ...textsOf(constraint.fk_attrs),
    ...textsOf(constraint.pk_attrs),
    ...(constraint.pktable?.relname === undefined ? [] : [constraint.pktable.relname]),
  ];
  const constants: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
    } else if (isObject(value)) {
      const { ColumnRef: column, A_Const: constant, ...others } = value;
      if (isObject(column) && Array.isArray(column['fields'])) {
        names.push(...textsOf(column['fields'].filter(isString).slice(-1)));
      }
      constants.push(...(isObject(constant) ? constantOf(constant) : []));
      Object.values(others).forEach(walk);
    }
  };
  walk(constraint.raw_expr);
  walk(constraint.exclusions);
  return { names, constants };
}

function constantOf({ ival, fval, sval }: Record<string, unknown>): string[] {
  // The parser omits zeros.
  const numbers = isObject(ival) ? [ival['ival'] ?? 0] : [];
  const others = [isObject(fval) ? fval['fval'] : undefined, isObject(sval) ? (sval['sval'] ?? '') : undefined];
  return [...numbers, ...others].flatMap((value) =>
    typeof value === 'string' || typeof value === 'number' ? bare(`${value}`) : [],
  );
}

/** Without quotes and sign, since the server writes -1 as '-1'::integer. */
function bare(constant: string): string {
  return constant
    .replace(/^E?'([\s\S]*)'$/, '$1')
    .replaceAll("''", "'")
    .replace(/^-/, '');
}

function isString(value: unknown): value is Extract<Node, { String: unknown }> {
  return isObject(value) && 'String' in value;
}

/** The strings of a list, and of definitions in it. */
function textsOf(nodes: readonly Node[] = []): string[] {
  return nodes.flatMap((node) => {
    const value = 'DefElem' in node ? node.DefElem.arg : node;
    return value !== undefined && 'String' in value ? (value.String.sval ?? []) : [];
  });
}
