import type { Constraint, CreateEnumStmt, Node, RangeVar } from 'libpg-query';

import type { CatalogObject, ObjectKind } from '../../catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { strings } from '../../sql/default-names.ts';
import { plainName, plainPath } from '../../sql/plain-name.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { catchesAny } from '../../sql/plpgsql/handlers.ts';
import { sqlTokens, type SqlTokenKind } from '../../sql/sql-tokens.ts';
import { parseScript } from '../../sql/statement/script.ts';
import { isObject } from '../../support/json.ts';

/** duplicate_object and duplicate_table: blocks that catch them do what IF NOT EXISTS does, for which not all have a form. */
const DUPLICATES = ['42710', '42P07'];

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
  sql: string,
  before: CatalogSnapshot,
  after: CatalogSnapshot,
): Promise<string[]> {
  const script = /\bexception\b/i.test(sql) ? await parseScript(sql).catch(() => undefined) : undefined;
  const creations = (script?.statements ?? []).flatMap(({ node, handled }) =>
    catchesAny(handled, DUPLICATES) ? creationsOf(node) : [],
  );
  return creations.flatMap(({ what, hasName, matches }) => {
    const now = after.objects.filter(hasName);
    const earlier = before.objects.filter(hasName);
    return earlier.length === 0 || now.length === 0 || [...now, ...earlier].some(matches)
      ? []
      : now.map(({ kind, name, summary }) => `${what} already exists: ${kind} ${name} ${summary}`);
  });
}

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
  const path = strings(typeName);
  const labels = strings(vals)
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
    ...strings(constraint.keys),
    ...strings(constraint.fk_attrs),
    ...strings(constraint.pk_attrs),
    ...(constraint.pktable?.relname === undefined ? [] : [constraint.pktable.relname]),
  ];
  const constants: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
    } else if (isObject(value)) {
      const { ColumnRef: column, A_Const: constant, ...others } = value;
      if (isObject(column) && Array.isArray(column['fields'])) {
        names.push(...strings(column['fields']).slice(-1));
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
