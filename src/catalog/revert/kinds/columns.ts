import { writeDefaultName, type DefaultName } from '../../../sql/default-names.ts';
import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, commentOn, grantorOf, type Derived } from '../owner-and-comment.ts';
import { bareName, inParentheses, isTrue, ownName, parentName, plainColumns, text } from '../object-names.ts';
import { foreignClause, storageStatements } from '../options.ts';
import { privilegeStatements } from '../privileges.ts';
import { identitySequence, sequenceOptions, serialOf } from './sequences.ts';
import type { DiffContext } from '../diff-context.ts';

export const STORAGE: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', x: 'EXTENDED', m: 'MAIN' };
export const COMPRESSION: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };

/** What its table has of it as well as others, from a parent. */
export function isInherited(object: CatalogObject): boolean {
  return object.definition['local'] === false;
}

/** The column as CREATE TABLE and ADD COLUMN write it. */
export function columnClause(column: CatalogObject, context: DiffContext): string | undefined {
  const options = foreignClause(text(column, 'foreign options'));
  if (options === undefined) {
    return undefined;
  }
  const serial = serialOf(column, context);
  const collation = text(column, 'collation');
  return [
    ownName(column),
    serial === undefined ? text(column, 'type') : serialType(text(column, 'type')),
    ...(options === '' ? [] : [options.trim()]),
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ...(serial === undefined ? valueClause(column, context) : []),
    ...notNullClause(column, context, serial !== undefined),
  ].join(' ');
}

function serialType(type: string | undefined): string {
  return type === 'integer' ? 'serial' : type === 'bigint' ? 'bigserial' : 'smallserial';
}

function valueClause(column: CatalogObject, context: DiffContext): string[] {
  const generated = text(column, 'generated as');
  const standard = text(column, 'default');
  if (generated !== undefined) {
    return [`GENERATED ALWAYS AS (${generated}) ${text(column, 'generated')?.toUpperCase()}`];
  }
  if (text(column, 'identity') !== undefined) {
    return [identityClause(column, context)];
  }
  return standard === undefined ? [] : [`DEFAULT ${standard}`];
}

/** `GENERATED … AS IDENTITY`, with the options of its sequence. */
export function identityClause(column: CatalogObject, context: DiffContext): string {
  const sequence = identitySequence(column, context);
  const usual: DefaultName = { table: bareName(parentName(column)), columns: bareName(column.name), label: 'seq' };
  const name =
    sequence === undefined || bareName(sequence.name) === writeDefaultName(usual)
      ? []
      : [`SEQUENCE NAME ${sequence.name}`];
  const options = sequence === undefined ? [] : sequenceOptions(sequence, text(column, 'type'));
  const inner = [...name, ...options].join(' ');
  return `GENERATED ${text(column, 'identity')?.toUpperCase()} AS IDENTITY${inner === '' ? '' : ` (${inner})`}`;
}

/** The NOT NULL constraint of a column, which PostgreSQL 18 names, among what is gone. */
export function notNullOf(column: CatalogObject, context: DiffContext): CatalogObject | undefined {
  return context
    .removedChildren(column.parent ?? '', 'constraint')
    .find((constraint) => text(constraint, 'definition') === `NOT NULL ${ownName(column)}`);
}

/** Whether there is one among them that says more, such as NO INHERIT, and so is added by itself. */
export function hasOtherNotNull(column: CatalogObject, context: DiffContext): boolean {
  return context
    .removedChildren(column.parent ?? '', 'constraint')
    .some((constraint) => text(constraint, 'definition')?.startsWith(`NOT NULL ${ownName(column)} `));
}

/** Whether PostgreSQL would have named the constraint so. */
export function hasUsualName(constraint: CatalogObject, column: CatalogObject): boolean {
  const by = { table: bareName(parentName(column)), columns: bareName(column.name), label: 'not_null' };
  return bareName(constraint.name) === writeDefaultName(by);
}

function notNullClause(column: CatalogObject, context: DiffContext, implied: boolean): string[] {
  if (!isTrue(column, 'not null')) {
    return [];
  }
  const constraint = notNullOf(column, context);
  if (constraint !== undefined && !hasUsualName(constraint, column)) {
    return [`CONSTRAINT ${ownName(constraint)} NOT NULL`];
  }
  // A constraint that says more than NOT NULL is added by itself.
  return implied || (constraint === undefined && hasOtherNotNull(column, context)) ? [] : ['NOT NULL'];
}

/** What the clause cannot say: storage, statistics, options, privileges, the comment. */
export function columnExtras(column: CatalogObject): Derived {
  const alter = `ALTER TABLE ${parentName(column)} ALTER COLUMN ${ownName(column)}`;
  const storage = text(column, 'storage');
  const compression = text(column, 'compression');
  const target = text(column, 'statistics target');
  const comment = text(column, 'comment');
  const privileges = text(column, 'privileges');
  const owner = grantorOf(column) ?? '';
  return all(
    storage === undefined ? [] : [`${alter} SET STORAGE ${STORAGE[storage]}`],
    compression === undefined ? [] : [`${alter} SET COMPRESSION ${COMPRESSION[compression]}`],
    target === undefined ? [] : [`${alter} SET STATISTICS ${target}`],
    storageStatements(alter, text(column, 'options'), undefined),
    privilegeStatements(
      { noun: parentName(column), column: ownName(column) },
      { privileges, owner },
      { privileges: undefined, owner },
    ),
    comment === undefined ? [] : [commentOn(`COLUMN ${column.name}`, comment)],
  );
}

/** A view's columns are what its query yields. */
export function ofView({ parent }: CatalogObject): boolean {
  return /^(?:view|materialized view) /.test(parent ?? '');
}

export function createColumn(column: CatalogObject, context: DiffContext): Derived {
  if (isInherited(column) || ofView(column) || context.isRemoved(column.parent)) {
    return [];
  }
  const clause = columnClause(column, context);
  return all(
    clause === undefined ? undefined : [`ALTER TABLE ${parentName(column)} ADD COLUMN ${clause}`],
    columnExtras(column),
  );
}

export function dropColumn(column: CatalogObject): Derived {
  return isInherited(column) || ofView(column)
    ? []
    : [`ALTER TABLE ${parentName(column)} DROP COLUMN ${ownName(column)}`];
}

/** The columns that a constraint is about, unquoted; undefined for a condition. */
export function constraintColumns(definition: string): string[] | undefined {
  const notNull = /^NOT NULL (.+)$/s.exec(definition)?.[1];
  if (notNull !== undefined) {
    return plainColumns(notNull.replace(/ (?:NO INHERIT|NOT VALID).*$/s, ''));
  }
  return /^(?:PRIMARY KEY|UNIQUE|FOREIGN KEY)\b/.test(definition)
    ? plainColumns(inParentheses(definition) ?? '')
    : undefined;
}
