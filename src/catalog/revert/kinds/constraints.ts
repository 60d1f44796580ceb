import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { inheritance } from './alter-column.ts';
import { COMMON, all, commonOfNew, type Derived } from '../owner-and-comment.ts';
import { constraintColumns, hasUsualName, isInherited } from './columns.ts';
import { bareName, isTrue, ownName, parentName, schemaOf, text } from '../object-names.ts';
import { plainName } from '../../../sql/plain-name.ts';
import type { Changed, DiffContext } from '../diff-context.ts';

/** Whether it comes and goes with the same constraint of a parent table. */
function followsParent(constraint: CatalogObject): boolean {
  return isTrue(constraint, 'of a partition') || isInherited(constraint);
}

function ofDomain(constraint: CatalogObject): boolean {
  return constraint.parent?.startsWith('domain ') === true;
}

export function isForeignKey(constraint: CatalogObject): boolean {
  return text(constraint, 'definition')?.startsWith('FOREIGN KEY') === true;
}

/** Whether an index enforces it, which has the same name. */
export function hasIndex(constraint: CatalogObject): boolean {
  return /^(?:PRIMARY KEY|UNIQUE|EXCLUDE)\b/.test(text(constraint, 'definition') ?? '');
}

/** The key of that index. */
export function indexKey(constraint: CatalogObject): string {
  return `index ${schemaOf(parentName(constraint))}.${ownName(constraint)}`;
}

/** Whether CREATE TABLE says it with the columns. */
export function isInline(constraint: CatalogObject, context: DiffContext): boolean {
  return (
    context.isRemoved(constraint.parent) &&
    !ofDomain(constraint) &&
    !followsParent(constraint) &&
    !isForeignKey(constraint) &&
    !/ NOT (?:VALID|ENFORCED)$/.test(text(constraint, 'definition') ?? '') &&
    !/^NOT NULL\b/.test(text(constraint, 'definition') ?? '')
  );
}

/** `CONSTRAINT k UNIQUE (a)`; undefined where that would not be all. */
export function constraintClause(constraint: CatalogObject, context: DiffContext): string | undefined {
  const definition = text(constraint, 'definition') ?? '';
  const index = context.removed.get(indexKey(constraint)) ?? context.changed.get(indexKey(constraint))?.before;
  const stored = hasIndex(constraint)
    ? / WITH \(([^()]*)\)/.exec(text(index ?? constraint, 'definition') ?? '')?.[0]
    : undefined;
  if (stored !== undefined && (/^EXCLUDE|DEFERRABLE/.test(definition) || index === undefined)) {
    return undefined;
  }
  return `CONSTRAINT ${ownName(constraint)} ${definition}${stored ?? ''}`;
}

export function createConstraint(constraint: CatalogObject, context: DiffContext): Derived {
  if (followsParent(constraint) || isSaidByColumn(constraint, context)) {
    return [];
  }
  const common = commonOfNew(constraint, context);
  if (isInline(constraint, context)) {
    return common;
  }
  const definition = text(constraint, 'definition') ?? '';
  if (ofDomain(constraint)) {
    // A domain that is made says so itself.
    return context.isRemoved(constraint.parent)
      ? common
      : all([`ALTER DOMAIN ${parentName(constraint)} ADD CONSTRAINT ${ownName(constraint)} ${definition}`], common);
  }
  const table = `ALTER TABLE ${parentName(constraint)} ADD`;
  const isGone = context.isRemoved(objectKey(constraint));
  const standing = isGone && hasIndex(constraint) && !context.isRemoved(indexKey(constraint));
  if (standing) {
    // Its index was not dropped with it, so that it may be taken again.
    const [, kind = '', rest = ''] = /^(PRIMARY KEY|UNIQUE)[^)]*\)(?: INCLUDE \([^)]*\))?(.*)$/s.exec(definition) ?? [];
    const index = context.changed.get(indexKey(constraint));
    return index === undefined && kind !== ''
      ? all([`${table} CONSTRAINT ${ownName(constraint)} ${kind} USING INDEX ${ownName(constraint)}${rest}`], common)
      : undefined;
  }
  const clause = constraintClause(constraint, context);
  return all(clause === undefined ? undefined : [`${table} ${clause}`], common);
}

/** Whether the column is made or altered so that it has this NOT NULL constraint. */
function isSaidByColumn(constraint: CatalogObject, context: DiffContext): boolean {
  const definition = text(constraint, 'definition') ?? '';
  const own = /^NOT NULL (.+)$/s.exec(definition)?.[1];
  const key = `column ${parentName(constraint)}.${own}`;
  const made = context.removed.get(key);
  if (own === undefined || ofDomain(constraint)) {
    return own !== undefined || definition === 'NOT NULL';
  }
  return (
    made !== undefined ||
    (context.differs(key, 'not null') && hasUsualName(constraint, context.changed.get(key)?.before ?? constraint))
  );
}

export function dropConstraint(constraint: CatalogObject, context: DiffContext): Derived {
  const definition = text(constraint, 'definition') ?? '';
  const table = parentName(constraint);
  if (followsParent(constraint) || definition === 'NOT NULL') {
    return [];
  }
  const columns = constraintColumns(definition) ?? [];
  const gone = (column: string): boolean => context.isAdded(`column ${table}.${plainName(column)}`);
  if (columns.some(gone) || isAbout(definition, columns.length === 0, table, context)) {
    return [];
  }
  const [column = ''] = columns;
  if (definition.startsWith('NOT NULL') && context.differs(`column ${table}.${plainName(column)}`, 'not null')) {
    return [];
  }
  if (context.isAdded(objectKey(constraint)) && hasIndex(constraint) && !context.isAdded(indexKey(constraint))) {
    // Its index was there before, and would go with it.
    return undefined;
  }
  return [`ALTER ${ofDomain(constraint) ? 'DOMAIN' : 'TABLE'} ${table} DROP CONSTRAINT ${ownName(constraint)}`];
}

/** Whether a condition plainly names a column that is dropped, and so goes with it: `((c > 0))`. */
function isAbout(definition: string, condition: boolean, table: string, context: DiffContext): boolean {
  if (!condition || !definition.startsWith('CHECK')) {
    return false;
  }
  const first = /^CHECK \(+("(?:[^"]|"")*"|[a-z_][\w$]*)[ )]/.exec(definition)?.[1];
  return first !== undefined && context.isAdded(`column ${table}.${first}`);
}

/** What ALTER CONSTRAINT and VALIDATE do; anything else is made anew. */
export function alterConstraint({ before, after, properties }: Changed, context: DiffContext): Derived | 'recreate' {
  const differs = properties.map(({ property }) => property).filter((property) => !COMMON.has(property));
  const follows = new Set(['inherited from', 'local', 'of a partition']);
  if (differs.every((property) => follows.has(property))) {
    return differs.length === 0 ? [] : inheritance(before, after, context);
  }
  if (differs.some((property) => follows.has(property))) {
    return undefined;
  }
  const table = `ALTER TABLE ${parentName(after)}`;
  const [was, is] = [text(before, 'definition') ?? '', text(after, 'definition') ?? ''];
  if (is === `${was} NOT VALID` && before.definition['enforced'] === after.definition['enforced']) {
    return [`ALTER ${ofDomain(after) ? 'DOMAIN' : 'TABLE'} ${parentName(after)} VALIDATE CONSTRAINT ${ownName(after)}`];
  }
  if (isForeignKey(before) && withoutTiming(was) === withoutTiming(is)) {
    const deferrable = isTrue(before, 'deferrable') ? 'DEFERRABLE' : 'NOT DEFERRABLE';
    const deferred = isTrue(before, 'deferred') ? ' INITIALLY DEFERRED' : '';
    return [`${table} ALTER CONSTRAINT ${ownName(after)} ${deferrable}${deferred}`];
  }
  return 'recreate';
}

function withoutTiming(definition: string): string {
  return definition.replace(/(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?$/, '');
}

/** Whether the constraint of that name has the index, so that the index comes and goes with it. */
export function isOfConstraint(index: CatalogObject, among: ReadonlyMap<string, CatalogObject>): boolean {
  const [, table = ''] = /^(?:table|materialized view) (.*)$/s.exec(index.parent ?? '') ?? [];
  const constraint = among.get(`constraint ${table}.${plainName(bareName(index.name))}`);
  return constraint !== undefined && hasIndex(constraint) && indexKey(constraint) === objectKey(index);
}
