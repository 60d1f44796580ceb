import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { isTrue, ownName, parentName, text } from '../object-text.ts';
import { foreignChange, storageStatements } from '../options.ts';
import {
  COMPRESSION,
  STORAGE,
  afterFilling,
  hasOtherNotNull,
  hasUsualName,
  identityClause,
  isInherited,
  notNullOf,
  ofView,
} from './columns.ts';
import { dropNamed } from '../sql-nouns.ts';
import { dropIdentity, droppedSequence, identitySequence } from './sequences.ts';

/** Properties that `alterColumn` reverts. */
const REVERTIBLE = new Set([
  'collation',
  'compression',
  'default',
  'foreign options',
  'generated',
  'generated as',
  'identity',
  'inherited from',
  'local',
  'not null',
  'options',
  'statistics target',
  'storage',
  'type',
]);

export function alterColumn(change: Changed, context: DiffContext): Derived | 'recreate' {
  const { before, after } = change;
  const differs = changedProperties(change);
  if ([before, after].every((each) => text(each, 'inherited from') !== undefined)) {
    // They follow those of the parent table.
    ['type', 'collation', 'identity', 'generated', 'generated as'].forEach((property) => differs.delete(property));
  }
  if ([...differs].some((property) => !REVERTIBLE.has(property))) {
    return undefined;
  }
  const table = parentName(after);
  if (ofView(after)) {
    return columnOfView(before, after, differs, context);
  }
  const column = `ALTER COLUMN ${ownName(after)}`;
  const alter = `ALTER TABLE ${table} ${column}`;
  const has = (...names: string[]): boolean => names.some((name) => differs.has(name));
  if (has('generated') && text(before, 'generated as') !== undefined) {
    // Its values are computed, so nothing is lost.
    return isInherited(before) ? undefined : 'recreate';
  }
  return all(
    has('generated', 'generated as') ? generation(before, after, alter) : [],
    identity(before, after, differs, alter, context),
    has('type', 'collation', 'default') ? typeAndDefault(before, after, differs) : [],
    has('not null') ? notNull(before, alter, context) : [],
    has('identity') && text(before, 'identity') !== undefined && text(after, 'identity') === undefined
      ? [...dropOwned(after, context), `${alter} ADD ${identityClause(before, context)}`]
      : [],
    has('storage') ? [`${alter} SET STORAGE ${STORAGE[text(before, 'storage') ?? ''] ?? 'DEFAULT'}`] : [],
    has('compression')
      ? [`${alter} SET COMPRESSION ${COMPRESSION[text(before, 'compression') ?? ''] ?? 'default'}`]
      : [],
    has('statistics target') ? [`${alter} SET STATISTICS ${text(before, 'statistics target') ?? -1}`] : [],
    has('options') ? storageStatements(alter, text(before, 'options'), text(after, 'options')) : [],
    has('foreign options') ? foreign(before, after, table, column) : [],
    has('inherited from', 'local') ? inheritance(before, after, context) : [],
  );
}

/** Only the default of a view's column can be changed; the rest follows from the view's query. */
function columnOfView(
  before: CatalogObject,
  after: CatalogObject,
  differs: ReadonlySet<string>,
  context: DiffContext,
): Derived {
  const rest = [...differs].filter((property) => property !== 'default');
  if (rest.length > 0 && !context.differs(after.parent, 'definition')) {
    return undefined;
  }
  return differs.has('default')
    ? [`ALTER VIEW ${parentName(after)} ALTER COLUMN ${ownName(after)} ${setDefault(text(before, 'default'))}`]
    : [];
}

function setDefault(value: string | undefined): string {
  return value === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${value}`;
}

/** A stored generated column can lose its expression, and each can get another one. */
function generation(before: CatalogObject, after: CatalogObject, alter: string): Derived {
  const expression = text(before, 'generated as');
  if (expression === undefined) {
    return text(after, 'generated') === 'stored' ? [`${alter} DROP EXPRESSION`] : undefined;
  }
  return [`${alter} SET EXPRESSION AS (${expression})`];
}

function identity(
  before: CatalogObject,
  after: CatalogObject,
  differs: ReadonlySet<string>,
  alter: string,
  context: DiffContext,
): Derived {
  const wanted = text(before, 'identity');
  if (!differs.has('identity') || text(after, 'identity') === undefined) {
    return [];
  }
  if (wanted === undefined) {
    // With a sequence among the differences, its identity goes first.
    return droppedSequence(after, 'identity of', context) === undefined ? [dropIdentity(after)] : [];
  }
  return identitySequence(before, context) === undefined
    ? [`${alter} SET GENERATED ${wanted.toUpperCase()}`]
    : undefined;
}

/** A sequence of the column, which may have the name that the identity needs. */
function dropOwned(column: CatalogObject, context: DiffContext): string[] {
  const sequence = droppedSequence(column, 'owned by', context);
  return sequence === undefined ? [] : dropNamed(sequence);
}

/** In one statement, because the default may not be valid for the other type. */
function typeAndDefault(before: CatalogObject, after: CatalogObject, differs: ReadonlySet<string>): string[] {
  const column = `ALTER COLUMN ${ownName(after)}`;
  const [was, is] = [text(before, 'default'), text(after, 'default')];
  const commands: string[] = [];
  if (differs.has('type') || differs.has('collation')) {
    const type = text(before, 'type') ?? '';
    const collation = text(before, 'collation');
    const using = needsCast(text(after, 'type') ?? '', type) ? ` USING ${ownName(after)}::${type}` : '';
    commands.push(
      ...(differs.has('default') && is !== undefined ? [`${column} DROP DEFAULT`] : []),
      `${column} TYPE ${type}${collation === undefined ? '' : ` COLLATE ${collation}`}${using}`,
    );
  }
  if (differs.has('default') && (was !== undefined || commands.length === 0)) {
    commands.push(`${column} ${setDefault(was)}`);
  }
  return commands.length === 0 ? [] : [`ALTER TABLE ${parentName(after)} ${commands.join(', ')}`];
}

const FAMILIES: readonly RegExp[] = [
  /^(?:smallint|integer|bigint|numeric|real|double precision)\b/,
  /^(?:text|character varying|character|name|citext)\b/,
  /^(?:date|timestamp)\b/,
  /^time\b/,
  /^interval\b/,
  /^(?:bit|bit varying)\b/,
];

function withoutModifiers(type: string): string {
  return type.replace(/\(.*\)/, '');
}

/** Within a family the values are converted as on assignment, which unlike a cast does not truncate. */
export function needsCast(from: string, to: string): boolean {
  if (from.endsWith('[]') !== to.endsWith('[]')) {
    return true;
  }
  return (
    withoutModifiers(from) !== withoutModifiers(to) && !FAMILIES.some((family) => family.test(from) && family.test(to))
  );
}

function notNull(before: CatalogObject, alter: string, context: DiffContext): Derived {
  if (!isTrue(before, 'not null')) {
    return [`${alter} DROP NOT NULL`];
  }
  const constraint = notNullOf(before, context);
  if (constraint === undefined ? hasOtherNotNull(before, context) : !hasUsualName(constraint, before)) {
    // The constraint is created separately.
    return [];
  }
  return [afterFilling(before, `${alter} SET NOT NULL`)];
}

function foreign(before: CatalogObject, after: CatalogObject, table: string, column: string): Derived {
  const options = foreignChange(text(before, 'foreign options'), text(after, 'foreign options'));
  return options === undefined ? undefined : [`ALTER FOREIGN TABLE ${table} ${column} ${options}`];
}

/** Empty if it follows from attaching or detaching the table's parent. */
export function inheritance(before: CatalogObject, after: CatalogObject, context: DiffContext): Derived {
  const table = context.changed.get(after.parent ?? '');
  const covered = table?.properties.some(({ property }) => property === 'inherits') === true;
  const partition = text(table?.before ?? before, 'partition bound') !== undefined;
  // Only in a partition can a local object become inherited again.
  return covered && (partition || !isInherited(before)) ? [] : undefined;
}
