import type { Constraint, CreateEnumStmt, Node, RangeVar } from 'libpg-query';

import type { CatalogObject, ObjectKind } from '../../catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { plainName, plainPath } from '../../sql/plain-name.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { sqlTokens, type SqlTokenKind } from '../../sql/sql-tokens.ts';
import { isObject } from '../../support/json.ts';

/** Blocks that go on where what they make is there already, as IF NOT EXISTS does where there is no such form. */
export const TOLERATING = /\bwhen\b[^;]*?\b(duplicate_object|duplicate_table|others)\b/i;

const TYPE_KINDS = new Set<ObjectKind>(['base type', 'composite type', 'domain', 'enum', 'range type', 'table']);

/** How the server writes the beginning of a constraint. */
const CONSTRAINT_WORDS: Readonly<Record<string, string>> = {
  CONSTR_CHECK: 'CHECK',
  CONSTR_EXCLUSION: 'EXCLUDE',
  CONSTR_FOREIGN: 'FOREIGN KEY',
  CONSTR_PRIMARY: 'PRIMARY KEY',
  CONSTR_UNIQUE: 'UNIQUE',
};

const CONSTANTS = new Set<SqlTokenKind>(['number', 'string']);

interface Making {
  what: string;
  /** Whether an object bears the name; the schema counts only if it is named. */
  names: (object: CatalogObject) => boolean;
  /** Whether it can be what is asked for. */
  suits: (object: CatalogObject) => boolean;
}

/**
 * The enums and constraints that blocks tolerating duplicates were to make, and for which something else was there before
 * and still is; one line each. Of a constraint's condition only the columns and constants are compared, since the
 * server writes it in its own way.
 */
export async function shadowedInBlocks(
  statements: readonly SqlStatement[],
  before: CatalogSnapshot,
  after: CatalogSnapshot,
): Promise<string[]> {
  const bodies = statements.flatMap(({ node }) => ('DoStmt' in node ? textsOf(node.DoStmt.args) : []));
  const makings: Making[] = [];
  for (const body of bodies.filter((each) => TOLERATING.test(each))) {
    for (const text of makingTexts(body)) {
      const parsed = await parseStatements(text).catch(() => []);
      makings.push(...parsed.flatMap(({ node }) => makingsOf(node)));
    }
  }
  return makings.flatMap(({ what, names, suits }) => {
    const there = after.objects.filter(names);
    const was = before.objects.filter(names);
    return was.length === 0 || there.length === 0 || [...there, ...was].some(suits)
      ? []
      : there.map(({ kind, name, summary }) => `${what} is there already: ${kind} ${name} ${summary}`);
  });
}

/** The statements of a body that make types or alter tables, up to the semicolon. */
function makingTexts(body: string): string[] {
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

/** What a statement of PL/pgSQL stands behind. */
const BEGINNINGS = new Set(['', ';', 'BEGIN', 'ELSE', 'LOOP', 'THEN']);

function makingsOf(node: Node): Making[] {
  if ('CreateEnumStmt' in node) {
    return [enumMaking(node.CreateEnumStmt)];
  }
  const { relation, cmds = [] } = 'AlterTableStmt' in node ? node.AlterTableStmt : {};
  return cmds.flatMap((each) => {
    const definition = 'AlterTableCmd' in each ? each.AlterTableCmd.def : undefined;
    return relation !== undefined && definition !== undefined && 'Constraint' in definition
      ? constraintMaking(relation, definition.Constraint)
      : [];
  });
}

function enumMaking({ typeName, vals }: CreateEnumStmt): Making {
  const path = textsOf(typeName);
  const labels = textsOf(vals)
    .map((label) => quoteLiteral(label).trim())
    .join(', ');
  return {
    what: `type ${plainPath(path)}`,
    names: ({ kind, name }) => TYPE_KINDS.has(kind) && endsWith(name, path),
    suits: ({ kind, definition }) => kind === 'enum' && (definition['labels'] ?? '') === labels,
  };
}

function constraintMaking({ schemaname, relname }: RangeVar, constraint: Constraint): Making[] {
  const { conname, contype = '' } = constraint;
  const words = CONSTRAINT_WORDS[contype];
  if (relname === undefined || conname === undefined || words === undefined || constraint.indexname !== undefined) {
    return [];
  }
  const path = [...(schemaname === undefined ? [] : [schemaname]), relname, conname];
  const { names, constants } = mentioned(constraint);
  const suits = (text: string): boolean => {
    const tokens = sqlTokens(text);
    const held = new Set(tokens.flatMap((token) => (CONSTANTS.has(token.kind) ? bare(token.text) : [])));
    return (
      text.startsWith(words) &&
      names.every((name) => tokens.some((token) => token.text === plainName(name))) &&
      constants.every((constant) => held.has(constant)) &&
      [...held].every((constant) => constants.includes(constant))
    );
  };
  return [
    {
      what: `constraint ${plainPath(path)}`,
      names: ({ kind, name }) => kind === 'constraint' && endsWith(name, path),
      suits: ({ definition }) => suits(String(definition['definition'] ?? '')),
    },
  ];
}

function endsWith(name: string, path: readonly string[]): boolean {
  return name === plainPath(path) || name.endsWith(`.${plainPath(path)}`);
}

/** The columns and the table that a definition mentions, and its numbers and texts. */
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
  // The parser leaves out zeros.
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
