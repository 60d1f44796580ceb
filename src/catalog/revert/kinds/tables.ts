import { plainName } from '../../../sql/plain-name.ts';
import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, isTrue, ownName, text } from '../object-text.ts';
import { foreignChange, foreignClause, storageClause, storageStatements, tableStorage } from '../options.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { columnClause, columnExtras, isInherited } from './columns.ts';
import { constraintClause, isInline } from './constraints.ts';

export function createTable(table: CatalogObject, context: DiffContext): Derived {
  if (text(table, 'kind of relation') !== undefined) {
    return undefined;
  }
  const key = objectKey(table);
  const columns = context.removedChildren(key, 'column');
  const own = columns.filter((column) => !isInherited(column));
  const constraints = context.removedChildren(key, 'constraint').filter((each) => isInline(each, context));
  const parts = all(
    ...own.map((column) => columnClause(column, context)),
    ...constraints.map((each) => constraintClause(each, context)),
  );
  const head = parts && tableHead(table, parts);
  const tail = tableTail(table);
  return all(
    head === undefined || tail === undefined ? undefined : `${head}${tail}`,
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
  if (table.kind === 'foreign table') {
    const options = foreignClause(text(table, 'options'));
    return options === undefined ? undefined : ` SERVER ${text(table, 'server')}${options}`;
  }
  const own = storageClause(text(table, 'options'));
  const toast = storageClause(text(table, 'toast options'), 'toast.');
  const partition = clause(table, 'partition key', (key) => ` PARTITION BY ${key}`).join('');
  return own && toast && `${partition}${tableStorage(table, [...own, ...toast])}`;
}

/** Properties that CREATE TABLE cannot set. */
function settings(table: CatalogObject): string[] {
  const alter = `ALTER TABLE ${table.name}`;
  const identity = text(table, 'replica identity');
  return [
    ...clause(table, 'of type', (type) => `${alter} OF ${type}`),
    ...(isTrue(table, 'row security') ? [`${alter} ENABLE ROW LEVEL SECURITY`] : []),
    ...(isTrue(table, 'forced row security') ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
    // That of an index is set with the index.
    ...(identity === undefined || identity === 'i' ? [] : [`${alter} REPLICA IDENTITY ${identityWord(identity)}`]),
  ];
}

function identityWord(identity: string | undefined): string {
  return identity === 'f' ? 'FULL' : identity === 'n' ? 'NOTHING' : 'DEFAULT';
}

/** A default that the parent's column does not have. */
function inheritedExtras(column: CatalogObject, table: CatalogObject, context: DiffContext): Derived {
  const value = text(column, 'default');
  const isSame = parentsOf(table).some((parent) => {
    const inherited = context.removed.get(`column ${parent}.${ownName(column)}`);
    return inherited !== undefined && text(inherited, 'default') === value;
  });
  return all(
    value === undefined || isSame
      ? []
      : [`ALTER TABLE ONLY ${table.name} ALTER COLUMN ${ownName(column)} SET DEFAULT ${value}`],
    columnExtras(column),
  );
}

/** How each property is reverted; a property without a function cannot be. */
const REVERT: Readonly<Record<string, (alter: string, before: CatalogObject, after: CatalogObject) => Derived>> = {
  persistence: (alter, before) => [
    `${alter} SET ${text(before, 'persistence') === 'unlogged' ? 'UNLOGGED' : 'LOGGED'}`,
  ],
  tablespace: (alter, before) => {
    const tablespace = text(before, 'tablespace');
    return tablespace === undefined ? undefined : [`${alter} SET TABLESPACE ${plainName(tablespace)}`];
  },
  'access method': (alter, before) => [
    `${alter} SET ACCESS METHOD ${plainName(text(before, 'access method') ?? 'heap')}`,
  ],
  options: (alter, before, after) => {
    const [was, is] = [text(before, 'options'), text(after, 'options')];
    if (after.kind !== 'foreign table') {
      return storageStatements(alter, was, is);
    }
    const options = foreignChange(was, is);
    return options === undefined ? undefined : [`ALTER FOREIGN TABLE ${after.name} ${options}`];
  },
  'toast options': (alter, before, after) =>
    storageStatements(alter, text(before, 'toast options'), text(after, 'toast options'), 'toast.'),
  'replica identity': (alter, before) => {
    const identity = text(before, 'replica identity');
    return identity === 'i' ? [] : [`${alter} REPLICA IDENTITY ${identityWord(identity)}`];
  },
  'row security': (alter, before) => [
    `${alter} ${isTrue(before, 'row security') ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`,
  ],
  'forced row security': (alter, before) => [
    `${alter} ${isTrue(before, 'forced row security') ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`,
  ],
  'of type': (alter, before) => {
    const type = text(before, 'of type');
    return [type === undefined ? `${alter} NOT OF` : `${alter} OF ${type}`];
  },
};

export function alterTable(change: Changed, context: DiffContext): Derived {
  const { before, after } = change;
  const differs = changedProperties(change);
  const isMoved = differs.delete('inherits') || differs.delete('partition bound');
  differs.delete('partition bound');
  if ([...differs].some((property) => REVERT[property] === undefined)) {
    return undefined;
  }
  const alter = `ALTER TABLE ${after.name}`;
  return all(
    ...Object.entries(REVERT).map(([property, revert]) => (differs.has(property) ? revert(alter, before, after) : [])),
    isMoved ? inheritance(before, after, context) : [],
  );
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
