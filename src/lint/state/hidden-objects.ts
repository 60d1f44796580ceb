import { expression } from '../../sql/statement/expression.ts';
import type { Statement } from '../../sql/statement/script.ts';
import type { CatalogObject } from './catalog-table.ts';
import type { SharedMap } from './shared-map.ts';

/** The types of extensions that make no tables. */
export const TYPES_OF_EXTENSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['plpgsql', []],
  ['uuid-ossp', []],
  ['pgcrypto', []],
  ['btree_gin', []],
  ['btree_gist', []],
  ['unaccent', []],
  ['fuzzystrmatch', []],
  ['pg_trgm', ['gtrgm']],
  ['citext', ['citext']],
  ['hstore', ['hstore']],
  ['ltree', ['ltree', 'lquery', 'ltxtquery']],
  ['vector', ['vector', 'halfvec', 'sparsevec']],
]);

/** Whether a statement may make, drop or rename something that the state does not show. */
export function hidesObjects(statement: Statement, objects: SharedMap<CatalogObject>): boolean {
  const { opaque, nodeType, conditional, actions, node } = statement;
  return (
    opaque ||
    nodeType === 'CallStmt' ||
    nodeType === 'DropOwnedStmt' ||
    ('CreateSchemaStmt' in node && node.CreateSchemaStmt.schemaElts !== undefined) ||
    calledBy(statement).some((name) => isOwnFunction(name, objects)) ||
    actions.some(
      (action) =>
        action.kind === 'import-schema' ||
        (conditional && REMOVING.has(action.kind)) ||
        (action.kind === 'rename' && action.what === 'schema') ||
        (action.kind === 'drop' && action.cascade) ||
        (action.kind === 'create' && action.what === 'extension' && !TYPES_OF_EXTENSIONS.has(action.name.name)),
    )
  );
}

/** Statements that call the functions that they mention. */
const CALLING = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CreateTableAsStmt']);

/** A function call in PL/pgSQL, or the function of a trigger that is created there. */
const CALL = /(?:\b(function|procedure)\s+)?(?:\w+\.)?\b(\w+)\s*\(/gi;

function calledBy({ nodeType, node, text }: Statement): readonly string[] {
  return nodeType === 'DoStmt'
    ? [...text.matchAll(CALL)].flatMap(([, kind, name]) => (kind === undefined && name ? [name.toLowerCase()] : []))
    : CALLING.has(nodeType)
      ? expression(node).functions
      : [];
}

const REMOVING = new Set(['drop', 'drop-column', 'rename', 'move', 'drop-constraint']);

/** Functions of the chain may do anything; those of the server do not change the schema. */
function isOwnFunction(called: string, objects: SharedMap<CatalogObject>): boolean {
  return [...objects.endingIn(called)].some(({ what, name }) => what === 'function' && name.name === called);
}
