import { writeDefaultName } from '../../../sql/default-names.ts';
import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { bareName, isTrue, ownName, parentName, text } from '../object-text.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { dropNamed } from '../sql-nouns.ts';
import { all, type Changed, type Derived, type DiffContext } from '../diff-context.ts';

const MAXIMA: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
};

/** The clause of each property, in the order of the statement. */
const CLAUSES: readonly (readonly [property: string, write: (value: string) => string])[] = [
  ['type', (value) => `AS ${value}`],
  ['increment', (value) => `INCREMENT ${value}`],
  ['minimum', (value) => `MINVALUE ${value}`],
  ['maximum', (value) => `MAXVALUE ${value}`],
  ['start', (value) => `START ${value}`],
  ['cache', (value) => `CACHE ${value}`],
  ['cycle', (value) => (value === 'true' ? 'CYCLE' : 'NO CYCLE')],
];

/** The owner column of a sequence: `owned by public.t.c`. */
function belongsTo(sequence: CatalogObject): { how: 'owned' | 'identity'; column: string } | undefined {
  const [, how, column] = /^(owned by|identity of) (.*)$/s.exec(text(sequence, 'belongs to') ?? '') ?? [];
  return column === undefined ? undefined : { how: how === 'owned by' ? 'owned' : 'identity', column };
}

/** The options that differ from the defaults. */
export function sequenceOptions(sequence: CatalogObject, type = 'bigint'): string[] {
  const descending = text(sequence, 'increment')?.startsWith('-') === true;
  const own = text(sequence, 'type') ?? type;
  const most = MAXIMA[own] ?? '';
  const lowest = descending ? `${-BigInt(most) - 1n}` : '1';
  const highest = descending ? '-1' : most;
  const usual: Readonly<Record<string, string | undefined>> = {
    type,
    increment: '1',
    minimum: lowest,
    maximum: highest,
    start: descending ? text(sequence, 'maximum') : text(sequence, 'minimum'),
    cache: '1',
    cycle: 'false',
  };
  return CLAUSES.flatMap(([property, write]) => {
    const value = text(sequence, property);
    return value === undefined || value === usual[property] ? [] : [write(value)];
  });
}

export function createSequence(sequence: CatalogObject, context: DiffContext): Derived {
  if (belongsTo(sequence)?.how === 'identity') {
    return [];
  }
  const unlogged = text(sequence, 'persistence') === 'unlogged' ? 'UNLOGGED ' : '';
  return isSerial(sequence, context)
    ? []
    : [[`CREATE ${unlogged}SEQUENCE ${sequence.name}`, ...sequenceOptions(sequence)].join(' ')];
}

/** Drops a sequence, unless it goes with its column or is dropped when its column gets an identity. */
export function dropSequence(sequence: CatalogObject, context: DiffContext): string[] {
  const owner = belongsTo(sequence);
  const column = `column ${owner?.column}`;
  if (context.isAdded(column)) {
    return [];
  }
  const table = context.changed.get(column);
  if (owner?.how === 'identity') {
    return table === undefined || text(table.before, 'identity') !== undefined ? [] : [dropIdentity(table.after)];
  }
  return table !== undefined && text(table.before, 'identity') !== undefined ? [] : dropNamed(sequence);
}

export function dropIdentity(column: CatalogObject): string {
  return `ALTER TABLE ${parentName(column)} ALTER COLUMN ${ownName(column)} DROP IDENTITY`;
}

/** Statements after both the sequence and its column have been created. */
export function ownSequence(sequence: CatalogObject, context: DiffContext): Derived {
  const owner = belongsTo(sequence);
  const owned =
    owner?.how === 'owned' && !isSerial(sequence, context)
      ? [`ALTER SEQUENCE ${sequence.name} OWNED BY ${owner.column}`]
      : [];
  const isNew = owner === undefined || context.isRemoved(`column ${owner.column}`);
  return all(owned, isNew ? [] : [advance(sequence.name, owner.column)], commonOfNew(sequence, context));
}

/** Sets the sequence to the column's greatest value; does nothing without rows. */
export function advance(sequence: string, column: string): string {
  const at = lastDot(column);
  return `SELECT setval('${sequence.replaceAll("'", "''")}', (SELECT max(${column.slice(at + 1)}) FROM ${column.slice(0, at)}))`;
}

/** The index of the dot before the column's name; a quoted name may contain dots. */
function lastDot(column: string): number {
  return /\.(?=(?:"(?:[^"]|"")*"|[^".]*)$)/.exec(column)?.index ?? -1;
}

export function alterSequence({ before, after, properties }: Changed, context: DiffContext): Derived | 'recreate' {
  const owner = belongsTo(after);
  const differs = new Set(properties.map(({ property }) => property));
  if (differs.has('belongs to') && [before, after].some((each) => belongsTo(each)?.how === 'identity')) {
    return 'recreate';
  }
  // The type of an identity column is also that of its sequence.
  const withColumn = owner?.how === 'identity' && context.differs(`column ${owner.column}`, 'type');
  const clauses = CLAUSES.flatMap(([property, write]) =>
    differs.has(property) && !(withColumn && ['type', 'minimum', 'maximum'].includes(property))
      ? [write(text(before, property) ?? '')]
      : [],
  );
  const ownership = differs.has('belongs to')
    ? [`ALTER SEQUENCE ${after.name} OWNED BY ${belongsTo(before)?.column ?? 'NONE'}`]
    : [];
  const isOutside =
    clauses.length > 0 && isOutsideBounds(before, context.around.lastValues?.get(after.name) ?? text(after, 'start'));
  const logged = differs.has('persistence')
    ? [`ALTER SEQUENCE ${after.name} SET ${text(before, 'persistence') === 'unlogged' ? 'UNLOGGED' : 'LOGGED'}`]
    : [];
  return all(
    clauses.length === 0 ? [] : [`ALTER SEQUENCE ${after.name} ${clauses.join(' ')}${isOutside ? ' RESTART' : ''}`],
    isOutside && owner !== undefined ? [advance(after.name, owner.column)] : [],
    ownership,
    owner === undefined ? logged : [],
  );
}

/** Whether a sequence with these bounds cannot stand at the value. */
function isOutsideBounds(sequence: CatalogObject, value = '0'): boolean {
  const [least = value, most = value] = [text(sequence, 'minimum'), text(sequence, 'maximum')];
  return BigInt(value) < BigInt(least) || BigInt(value) > BigInt(most);
}

/** Whether `serial` creates exactly this sequence and column. */
function isPlainSerial(sequence: CatalogObject, column: CatalogObject | undefined): boolean {
  if (column === undefined || belongsTo(sequence)?.how !== 'owned') {
    return false;
  }
  const by = { table: bareName(parentName(column)), columns: bareName(column.name), label: 'seq' };
  return (
    text(column, 'default') === `nextval('${sequence.name.replaceAll("'", "''")}'::regclass)` &&
    isTrue(column, 'not null') &&
    ['smallint', 'integer', 'bigint'].includes(text(column, 'type') ?? '') &&
    text(sequence, 'type') === text(column, 'type') &&
    bareName(sequence.name) === writeDefaultName(by) &&
    text(sequence, 'persistence') === undefined &&
    sequenceOptions(sequence, text(column, 'type')).length === 0
  );
}

/** Whether the sequence is created with its serial column. */
function isSerial(sequence: CatalogObject, context: DiffContext): boolean {
  return isPlainSerial(sequence, context.removed.get(`column ${belongsTo(sequence)?.column}`));
}

/** The sequence of a removed serial column. */
export function serialOf(column: CatalogObject, context: DiffContext): CatalogObject | undefined {
  return context
    .removedChildren(column.parent ?? '', 'sequence')
    .find((sequence) => belongsTo(sequence)?.column === column.name && isSerial(sequence, context));
}

/** The removed sequence of an identity column. */
export function identitySequence(column: CatalogObject, context: DiffContext): CatalogObject | undefined {
  return context
    .removedChildren(column.parent ?? '', 'sequence')
    .find((sequence) => text(sequence, 'belongs to') === `identity of ${column.name}`);
}

/** The sequence that a column has and that is to be dropped. */
export function droppedSequence(
  column: CatalogObject,
  how: 'identity of' | 'owned by',
  context: DiffContext,
): CatalogObject | undefined {
  return [...context.added.values()].find(
    (object) => object.kind === 'sequence' && text(object, 'belongs to') === `${how} ${column.name}`,
  );
}
