import type { DoStmt, Node } from 'libpg-query';

import { parseStatements, type SqlStatement } from './parse-statements.ts';
import { pgParser } from './pg-parser.ts';
import { byteOffsetTranslator, positionFinder, type TextPosition } from './text-position.ts';

/** A statement that changes more than the database it runs in. */
export interface ClusterWideEffect extends TextPosition {
  /** `CREATE ROLE`, `ALTER SYSTEM`, … */
  what: string;
}

/**
 * The statements of a script that change the whole server: roles and their memberships, tablespaces, parameters, other
 * databases. DO blocks, and a script that PostgreSQL's grammar refuses, are searched for the words of such statements,
 * comments apart. What a function does that is only called is not seen.
 *
 * @param database a database whose own settings, privileges and comment are no such change
 */
export async function clusterWideEffects(sql: string, database?: string): Promise<ClusterWideEffect[]> {
  const positionOf = positionFinder(sql);
  let statements: SqlStatement[];
  try {
    statements = await parseStatements(sql);
  } catch {
    return (await findWords(sql)).map(({ what, index }) => ({ what, ...positionOf(index) }));
  }
  const effects = await Promise.all(
    statements.map(async (statement): Promise<ClusterWideEffect[]> => {
      const { node, start, line, column } = statement;
      if ('DoStmt' in node) {
        const found = await findInBody(statement, node.DoStmt);
        return found.map(({ what, index }) => ({ what: `${what} in a DO block`, ...positionOf(start + index) }));
      }
      const what = effectOf(node, database);
      return what === undefined ? [] : [{ what, line, column }];
    }),
  );
  return effects.flat();
}

/** By the key of the parse tree: https://github.com/pganalyze/libpg_query/blob/18-latest/protobuf/pg_query.proto */
const ALWAYS: Readonly<Record<string, string>> = {
  CreateRoleStmt: 'CREATE ROLE',
  AlterRoleStmt: 'ALTER ROLE',
  AlterRoleSetStmt: 'ALTER ROLE',
  DropRoleStmt: 'DROP ROLE',
  GrantRoleStmt: 'GRANT or REVOKE of a role',
  ReassignOwnedStmt: 'REASSIGN OWNED',
  DropOwnedStmt: 'DROP OWNED',
  AlterSystemStmt: 'ALTER SYSTEM',
  CreateTableSpaceStmt: 'CREATE TABLESPACE',
  AlterTableSpaceOptionsStmt: 'ALTER TABLESPACE',
  DropTableSpaceStmt: 'DROP TABLESPACE',
  CreatedbStmt: 'CREATE DATABASE',
  DropdbStmt: 'DROP DATABASE',
};

const SHARED: Readonly<Record<string, string>> = {
  OBJECT_ROLE: 'ROLE',
  OBJECT_TABLESPACE: 'TABLESPACE',
  OBJECT_DATABASE: 'DATABASE',
  OBJECT_PARAMETER_ACL: 'PARAMETER',
};

function effectOf(node: Node, database: string | undefined): string | undefined {
  const always = ALWAYS[Object.keys(node)[0] ?? ''];
  if (always !== undefined) {
    return always;
  }
  if ('RenameStmt' in node) {
    const shared = SHARED[node.RenameStmt.renameType ?? ''];
    return shared && `ALTER ${shared} … RENAME`;
  }
  const { what, databases } = namedEffect(node);
  const staysWithin = databases.length > 0 && databases.every((name) => name === database);
  return staysWithin ? undefined : what;
}

interface NamedEffect {
  what: string | undefined;
  /** The databases that it names. */
  databases: string[];
}

/** What changes one shared object, which may be the very database. */
function namedEffect(node: Node): NamedEffect {
  if ('AlterDatabaseStmt' in node) {
    return { what: 'ALTER DATABASE', databases: present(node.AlterDatabaseStmt.dbname) };
  }
  if ('AlterDatabaseSetStmt' in node) {
    return { what: 'ALTER DATABASE', databases: present(node.AlterDatabaseSetStmt.dbname) };
  }
  if ('AlterDatabaseRefreshCollStmt' in node) {
    return { what: 'ALTER DATABASE', databases: present(node.AlterDatabaseRefreshCollStmt.dbname) };
  }
  if ('GrantStmt' in node) {
    const { objtype, objects, is_grant: isGrant } = node.GrantStmt;
    return onShared(isGrant === true ? 'GRANT … ON' : 'REVOKE … ON', objtype, objects ?? []);
  }
  if ('CommentStmt' in node) {
    const { objtype, object } = node.CommentStmt;
    return onShared('COMMENT ON', objtype, object === undefined ? [] : [object]);
  }
  if ('SecLabelStmt' in node) {
    const { objtype, object } = node.SecLabelStmt;
    return onShared('SECURITY LABEL ON', objtype, object === undefined ? [] : [object]);
  }
  if ('AlterOwnerStmt' in node) {
    const { objectType, object } = node.AlterOwnerStmt;
    return onShared('ALTER', objectType, object === undefined ? [] : [object]);
  }
  return { what: undefined, databases: [] };
}

function onShared(verb: string, type: string | undefined, objects: readonly Node[]): NamedEffect {
  const shared = SHARED[type ?? ''];
  return {
    what: shared && `${verb} ${shared}`,
    databases: type === 'OBJECT_DATABASE' ? objects.flatMap(nameOf) : [],
  };
}

function nameOf(node: Node): string[] {
  return 'String' in node ? present(node.String.sval) : [];
}

function present(name: string | undefined): string[] {
  return name === undefined ? [] : [name];
}

const WORDS = new RegExp(
  [
    String.raw`\b(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER(?!\s+MAPPING\b)|GROUP|TABLESPACE)\b`,
    String.raw`\bALTER\s+SYSTEM\b`,
    String.raw`\b(?:REASSIGN|DROP)\s+OWNED\b`,
    // Of roles: privileges are granted ON something.
    String.raw`\b(?:GRANT|REVOKE)\b(?:(?!\bON\b)[^;])*?\b(?:TO|FROM)\b`,
  ].join('|'),
  'gi',
);

interface FoundWords {
  what: string;
  index: number;
}

/** The indices are within the statement. */
async function findInBody({ text }: SqlStatement, { args = [] }: DoStmt): Promise<FoundWords[]> {
  const bodies = args.flatMap((arg) =>
    'DefElem' in arg && arg.DefElem.defname === 'as' && arg.DefElem.arg !== undefined ? nameOf(arg.DefElem.arg) : [],
  );
  const found = await Promise.all(
    bodies.map(async (body) => {
      // Between dollar quotes it stands as it is; between others its quotes are doubled.
      const at = text.indexOf(body);
      const words = await findWords(body);
      return words.map(({ what, index }) => ({ what, index: at === -1 ? 0 : at + index }));
    }),
  );
  return found.flat();
}

async function findWords(sql: string): Promise<FoundWords[]> {
  return [...(await blankComments(sql)).matchAll(WORDS)].map(({ 0: words, index }) => {
    const ofRole = /^(?:GRANT|REVOKE)/i.exec(words)?.[0];
    return {
      what: ofRole === undefined ? words.replaceAll(/\s+/g, ' ').toUpperCase() : `${ofRole.toUpperCase()} of a role`,
      index,
    };
  });
}

/** PL/pgSQL has the comments and strings of SQL. What cannot be read as such is searched with its comments. */
async function blankComments(sql: string): Promise<string> {
  if (sql.trim() === '') {
    return '';
  }
  try {
    const { scanSync } = await pgParser();
    const indexOf = byteOffsetTranslator(sql);
    let blanked = '';
    for (const { tokenName, start, end } of scanSync(sql).tokens) {
      const from = indexOf(start);
      const to = indexOf(end);
      const token = tokenName.endsWith('COMMENT') ? '' : sql.slice(from, to);
      blanked = blanked.padEnd(from) + token.padEnd(to - from);
    }
    return blanked;
  } catch {
    return sql;
  }
}
