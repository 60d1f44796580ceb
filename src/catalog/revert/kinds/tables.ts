import { plainName } from '../../../sql/plain-name.ts';
import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { columnClause, columnExtras, isInherited } from './columns.ts';
import { COMMON, all, commonOfNew, type Derived } from '../owner-and-comment.ts';
import { constraintClause, isInline } from './constraints.ts';
import { isTrue, ownName, text } from '../object-names.ts';
import { foreignChange, foreignClause, storageClause, storageStatements } from '../options.ts';
import type { Changed, DiffContext } from '../diff-context.ts';

export function createTable(table: CatalogObject, context: DiffContext): Derived {
  if (text(table, 'kind of relation') !== undefined || text(table, 'of type') !== undefined) {
    return undefined;
  }
  const key = objectKey(table);
  const columns = context
    .removedChildren(key, 'column')
    .toSorted((a, b) => Number(a.definition['position']) - Number(b.definition['position']));
  const own = columns.filter((column) => !isInherited(column));
  const constraints = context.removedChildren(key, 'constraint').filter((each) => isInline(each, context));
  const parts: string[] = [];
  for (const part of [
    ...own.map((column) => columnClause(column, context)),
    ...constraints.map((each) => constraintClause(each, context)),
  ]) {
    if (part === undefined) {
      return undefined;
    }
    parts.push(part);
  }
  const head = tableHead(table, parts);
  const tail = tableTail(table);
  return all(
    head === undefined || tail === undefined ? undefined : [`${head}${tail}`],
    settings(table),
    commonOfNew(table, context),
    ...own.map(columnExtras),
    ...columns.filter(isInherited).map((column) => inheritedExtras(column, table, context)),
  );
}

function tableHead(table: CatalogObject, parts: readonly string[]): string | undefined {
  const bound = text(table, 'partition bound');
  const parents = text(table, 'inherits');
  const unlogged = text(table, 'persistence') === 'unlogged' ? 'UNLOGGED ' : '';
  const kind = table.kind === 'foreign table' ? 'FOREIGN TABLE' : `${unlogged}TABLE`;
  const list = parts.length === 0 ? '' : `\n    ${parts.join(',\n    ')}\n`;
  if (parents?.includes('(detach pending)') === true) {
    return undefined;
  }
  if (bound !== undefined) {
    return `CREATE ${kind} ${table.name} PARTITION OF ${parents}${list === '' ? '' : ` (${list})`} ${bound}`;
  }
  return `CREATE ${kind} ${table.name} (${list})${parents === undefined ? '' : ` INHERITS (${parents})`}`;
}

function tableTail(table: CatalogObject): string | undefined {
  const key = text(table, 'partition key');
  const method = text(table, 'access method');
  const tablespace = text(table, 'tablespace');
  if (table.kind === 'foreign table') {
    const options = foreignClause(text(table, 'options'));
    return options === undefined ? undefined : ` SERVER ${text(table, 'server')}${options}`;
  }
  const own = storageClause(text(table, 'options'));
  const toast = storageClause(text(table, 'toast options'), 'toast.');
  if (own === undefined || toast === undefined) {
    return undefined;
  }
  const options = [...own, ...toast];
  return [
    key === undefined ? '' : ` PARTITION BY ${key}`,
    method === undefined || method === 'heap' ? '' : ` USING ${plainName(method)}`,
    options.length === 0 ? '' : ` WITH (${options.join(', ')})`,
    tablespace === undefined ? '' : ` TABLESPACE ${plainName(tablespace)}`,
  ].join('');
}

/** What CREATE TABLE cannot say of the table. */
function settings(table: CatalogObject): string[] {
  const alter = `ALTER TABLE ${table.name}`;
  const identity = text(table, 'replica identity');
  return [
    ...(isTrue(table, 'row security') ? [`${alter} ENABLE ROW LEVEL SECURITY`] : []),
    ...(isTrue(table, 'forced row security') ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
    // That of an index is set when the index is there.
    ...(identity === undefined || identity === 'i' ? [] : [`${alter} REPLICA IDENTITY ${identityWord(identity)}`]),
  ];
}

function identityWord(identity: string | undefined): string {
  return identity === 'f' ? 'FULL' : identity === 'n' ? 'NOTHING' : 'DEFAULT';
}

/** A default that the parent's column, if it is at hand, has not. */
function inheritedExtras(column: CatalogObject, table: CatalogObject, context: DiffContext): Derived {
  const standard = text(column, 'default');
  const parents = parentsOf(table);
  const same = parents.some((parent) => {
    const theirs = context.removed.get(`column ${parent}.${ownName(column)}`);
    return theirs !== undefined && text(theirs, 'default') === standard;
  });
  return all(
    standard === undefined || same
      ? []
      : [`ALTER TABLE ONLY ${table.name} ALTER COLUMN ${ownName(column)} SET DEFAULT ${standard}`],
    columnExtras(column),
  );
}

export function dropTable(table: CatalogObject): Derived {
  return [`DROP ${table.kind === 'foreign table' ? 'FOREIGN TABLE' : 'TABLE'} ${table.name}`];
}

const REVERTIBLE = new Set([
  ...COMMON,
  'access method',
  'forced row security',
  'inherits',
  'of type',
  'options',
  'partition bound',
  'persistence',
  'replica identity',
  'row security',
  'tablespace',
  'toast options',
]);

export function alterTable({ before, after, properties }: Changed, context: DiffContext): Derived {
  const differs = new Set(properties.map(({ property }) => property));
  const foreign = after.kind === 'foreign table';
  const tablespace = text(before, 'tablespace');
  const unknown = [...differs].some((property) => !REVERTIBLE.has(property));
  if (unknown || (differs.has('tablespace') && tablespace === undefined)) {
    return undefined;
  }
  const alter = `ALTER TABLE ${after.name}`;
  const when = (property: string, make: () => Derived): Derived => (differs.has(property) ? make() : []);
  const type = text(before, 'of type');
  const method = text(before, 'access method') ?? 'heap';
  return all(
    when('persistence', () => [`${alter} SET ${text(before, 'persistence') === 'unlogged' ? 'UNLOGGED' : 'LOGGED'}`]),
    when('tablespace', () => [`${alter} SET TABLESPACE ${plainName(tablespace ?? '')}`]),
    when('access method', () => [`${alter} SET ACCESS METHOD ${plainName(method)}`]),
    when('options', () =>
      foreign
        ? foreignOptions(before, after)
        : storageStatements(alter, text(before, 'options'), text(after, 'options')),
    ),
    when('toast options', () =>
      storageStatements(alter, text(before, 'toast options'), text(after, 'toast options'), 'toast.'),
    ),
    when('replica identity', () =>
      text(before, 'replica identity') === 'i'
        ? []
        : [`${alter} REPLICA IDENTITY ${identityWord(text(before, 'replica identity'))}`],
    ),
    when('row security', () => [
      `${alter} ${isTrue(before, 'row security') ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`,
    ]),
    when('forced row security', () => [
      `${alter} ${isTrue(before, 'forced row security') ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`,
    ]),
    differs.has('inherits') || differs.has('partition bound') ? inheritance(before, after, context) : [],
    when('of type', () => [type === undefined ? `${alter} NOT OF` : `${alter} OF ${type}`]),
  );
}

function foreignOptions(before: CatalogObject, after: CatalogObject): Derived {
  const options = foreignChange(text(before, 'options'), text(after, 'options'));
  return options === undefined ? undefined : [`ALTER FOREIGN TABLE ${after.name} ${options}`];
}

function parentsOf(table: CatalogObject): string[] {
  return (text(table, 'inherits') ?? '').split(', ').filter((name) => name !== '');
}

function inheritance(before: CatalogObject, after: CatalogObject, context: DiffContext): Derived {
  const [was, is] = [text(before, 'partition bound'), text(after, 'partition bound')];
  const [wanted, had] = [parentsOf(before), parentsOf(after)];
  if ([...wanted, ...had].some((name) => name.includes('(detach pending)'))) {
    return undefined;
  }
  if (was === undefined && is !== undefined && wanted.length > 0) {
    return undefined;
  }
  if (was !== undefined || is !== undefined) {
    return [
      ...(is === undefined ? had.map((parent) => `ALTER TABLE ${after.name} NO INHERIT ${parent}`) : []),
      ...(is === undefined ? [] : [`ALTER TABLE ${had[0]} DETACH PARTITION ${after.name}`]),
      ...(was === undefined ? [] : [`ALTER TABLE ${wanted[0]} ATTACH PARTITION ${after.name} ${was}`]),
    ];
  }
  const kept = had.filter((parent) => wanted.includes(parent));
  if (wanted.slice(0, kept.length).join() !== kept.join() || context.isAdded(objectKey(after))) {
    return undefined;
  }
  return [
    ...had
      .filter((parent) => !wanted.includes(parent))
      .map((parent) => `ALTER TABLE ${after.name} NO INHERIT ${parent}`),
    ...wanted.slice(kept.length).map((parent) => `ALTER TABLE ${after.name} INHERIT ${parent}`),
  ];
}
