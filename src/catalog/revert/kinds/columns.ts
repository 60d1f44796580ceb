import { writeDefaultName, type DefaultName } from '../../../sql/default-names.ts';
import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, type Derived, type DiffContext } from '../diff-context.ts';
import { bareName, clause, inParentheses, isTrue, ownName, parentName, plainColumns, text } from '../object-text.ts';
import { foreignClause, storageStatements } from '../options.ts';
import { grantorOf, newComment } from '../owner-and-comment.ts';
import { privilegeStatements } from '../privileges.ts';
import { identitySequence, sequenceOptions, serialOf } from './sequences.ts';

export const STORAGE: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', x: 'EXTENDED', m: 'MAIN' };
export const COMPRESSION: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };

/** Whether the object comes from a parent table. */
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
  return [
    ownName(column),
    serial === undefined ? text(column, 'type') : serialType(text(column, 'type')),
    ...(options === '' ? [] : [options.trim()]),
    ...clause(column, 'collation', (collation) => `COLLATE ${collation}`),
    ...(serial === undefined ? valueClause(column, context) : []),
    ...notNullClause(column, context, serial !== undefined),
  ].join(' ');
}

function serialType(type: string | undefined): string {
  return type === 'integer' ? 'serial' : type === 'bigint' ? 'bigserial' : 'smallserial';
}

function valueClause(column: CatalogObject, context: DiffContext): string[] {
  const generated = text(column, 'generated as');
  if (generated !== undefined) {
    return [`GENERATED ALWAYS AS (${generated}) ${text(column, 'generated')?.toUpperCase()}`];
  }
  if (text(column, 'identity') !== undefined) {
    return [identityClause(column, context)];
  }
  return clause(column, 'default', (value) => `DEFAULT ${value}`);
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

/** The removed NOT NULL constraint of a column, which has a name since PostgreSQL 18. */
export function notNullOf(column: CatalogObject, context: DiffContext): CatalogObject | undefined {
  return context
    .removedChildren(column.parent ?? '', 'constraint')
    .find((constraint) => text(constraint, 'definition') === `NOT NULL ${ownName(column)}`);
}

/** Whether the removed NOT NULL constraint has more clauses, such as NO INHERIT, and so is added separately. */
export function hasOtherNotNull(column: CatalogObject, context: DiffContext): boolean {
  return context
    .removedChildren(column.parent ?? '', 'constraint')
    .some((constraint) => text(constraint, 'definition')?.startsWith(`NOT NULL ${ownName(column)} `));
}

/** Whether the constraint has the name that PostgreSQL chooses. */
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
  // A constraint with more clauses is added separately.
  return implied || (constraint === undefined && hasOtherNotNull(column, context)) ? [] : ['NOT NULL'];
}

/** Properties that the clause cannot set: storage, statistics, options, privileges, the comment. */
export function columnExtras(column: CatalogObject): Derived {
  const alter = `ALTER TABLE ${parentName(column)} ALTER COLUMN ${ownName(column)}`;
  const privileges = text(column, 'privileges');
  const owner = grantorOf(column) ?? '';
  return all(
    clause(column, 'storage', (storage) => `${alter} SET STORAGE ${STORAGE[storage]}`),
    clause(column, 'compression', (compression) => `${alter} SET COMPRESSION ${COMPRESSION[compression]}`),
    clause(column, 'statistics target', (target) => `${alter} SET STATISTICS ${target}`),
    storageStatements(alter, text(column, 'options'), undefined),
    privilegeStatements(
      { noun: parentName(column), column: ownName(column) },
      { privileges, owner },
      { privileges: undefined, owner },
    ),
    newComment(`COLUMN ${column.name}`, column),
  );
}

/** The columns of a view are those of its query. */
export function ofView({ parent }: CatalogObject): boolean {
  return /^(?:view|materialized view) /.test(parent ?? '');
}

export function createColumn(column: CatalogObject, context: DiffContext): Derived {
  if (isInherited(column) || ofView(column) || context.isRemoved(column.parent)) {
    return [];
  }
  return all(
    isFilled(column, context) ? add(columnClause(column, context), column) : addAndFill(column, context),
    columnExtras(column),
  );
}

/** Whether rows that the table already has can take the column: they get NULL, a default or a computed value. */
function isFilled(column: CatalogObject, context: DiffContext): boolean {
  const given = ['default', 'generated as', 'identity'].some((property) => text(column, property) !== undefined);
  return !isTrue(column, 'not null') || given || serialOf(column, context) !== undefined;
}

function add(added: string | undefined, column: CatalogObject): Derived {
  return added === undefined ? undefined : [`ALTER TABLE ${parentName(column)} ADD COLUMN ${added}`];
}

/**
 * Adds a column that existing rows have no value for: with a neutral value of its type, or without NOT NULL until somebody
 * has filled it.
 */
function addAndFill(column: CatalogObject, context: DiffContext): Derived {
  const table = parentName(column);
  const alter = `ALTER TABLE ${table} ALTER COLUMN ${ownName(column)}`;
  const neutral = isConstrained(column, context) ? undefined : neutralValue(text(column, 'type') ?? '');
  if (neutral !== undefined) {
    const given = columnClause({ ...column, definition: { ...column.definition, default: neutral } }, context);
    const note = `-- Existing rows get ${neutral} in ${column.name}: write the right value, if there is one.`;
    return all(given && `${note}\nALTER TABLE ${table} ADD COLUMN ${given}`, `${alter} DROP DEFAULT`);
  }
  const nullable = columnClause({ ...column, definition: { ...column.definition, 'not null': false } }, context);
  const constraint = notNullOf(column, context);
  const required =
    constraint !== undefined && !hasUsualName(constraint, column)
      ? `ALTER TABLE ${table} ADD CONSTRAINT ${ownName(constraint)} NOT NULL ${ownName(column)}`
      : `${alter} SET NOT NULL`;
  return all(
    add(nullable, column),
    constraint === undefined && hasOtherNotNull(column, context) ? [] : [afterFilling(column, required)],
  );
}

/** The statement with a comment that says what has to happen before it. */
export function afterFilling(column: CatalogObject, statement: string): string {
  return `-- First give ${column.name} a value in every row (UPDATE): this statement fails on NULL.\n${statement}`;
}

/** Whether a key, a condition or a unique index that comes back is about the column: one value for all rows may not fit. */
function isConstrained(column: CatalogObject, context: DiffContext): boolean {
  const name = new RegExp(`(?<![\\w"])${ownName(column).replaceAll(/\W/g, String.raw`\$&`)}(?![\\w"])`);
  return (['constraint', 'index'] as const)
    .flatMap((kind) => context.removedChildren(column.parent ?? '', kind))
    .map((object) => text(object, 'definition') ?? '')
    .some(
      (definition) => /^(?:PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|EXCLUDE)\b/.test(definition) && name.test(definition),
    );
}

/** A literal that stands for "nothing" in values of the type; undefined where none does. */
function neutralValue(type: string): string | undefined {
  if (/^(?:smallint|integer|bigint|real|double precision|numeric\b[^[]*)$/.test(type)) {
    return '0';
  }
  if (/^(?:text|character varying(?:\(\d+\))?)$/.test(type)) {
    return "''";
  }
  return type === 'boolean' ? 'false' : undefined;
}

export function dropColumn(column: CatalogObject): Derived {
  return isInherited(column) || ofView(column)
    ? []
    : [`ALTER TABLE ${parentName(column)} DROP COLUMN ${ownName(column)}`];
}

/** The columns of a constraint, unquoted; undefined for a condition. */
export function constraintColumns(definition: string): string[] | undefined {
  const notNull = /^NOT NULL (.+)$/s.exec(definition)?.[1];
  if (notNull !== undefined) {
    return plainColumns(notNull.replace(/ (?:NO INHERIT|NOT VALID).*$/s, ''));
  }
  return /^(?:PRIMARY KEY|UNIQUE|FOREIGN KEY)\b/.test(definition)
    ? plainColumns(inParentheses(definition) ?? '')
    : undefined;
}
