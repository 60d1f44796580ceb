import { plainName } from '../../../sql/plain-name.ts';
import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { bareName, isTrue, ownName, parentName, schemaOf, text } from '../object-text.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { inheritance } from './alter-column.ts';
import { constraintColumns, hasUsualName, isInherited } from './columns.ts';

/** Whether the constraint follows that of a parent table. */
function followsParent(constraint: CatalogObject): boolean {
  return isTrue(constraint, 'of a partition') || isInherited(constraint);
}

function ofDomain(constraint: CatalogObject): boolean {
  return constraint.parent?.startsWith('domain ') === true;
}

export function isForeignKey(constraint: CatalogObject): boolean {
  return text(constraint, 'definition')?.startsWith('FOREIGN KEY') === true;
}

/** Whether an index with the same name enforces it. */
export function hasIndex(constraint: CatalogObject): boolean {
  return /^(?:PRIMARY KEY|UNIQUE|EXCLUDE)\b/.test(text(constraint, 'definition') ?? '');
}

/** The key of that index. */
export function indexKey(constraint: CatalogObject): string {
  return `index ${schemaOf(parentName(constraint))}.${ownName(constraint)}`;
}

/** Whether CREATE TABLE includes it. */
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

/** `CONSTRAINT k UNIQUE (a)`; undefined if that is not sufficient. */
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
  if (followsParent(constraint) || isSetByColumn(constraint, context)) {
    return [];
  }
  const common = commonOfNew(constraint, context);
  if (isInline(constraint, context)) {
    return common;
  }
  const definition = text(constraint, 'definition') ?? '';
  if (ofDomain(constraint)) {
    // CREATE DOMAIN includes its constraints.
    return context.isRemoved(constraint.parent)
      ? common
      : all([`ALTER DOMAIN ${parentName(constraint)} ADD CONSTRAINT ${ownName(constraint)} ${definition}`], common);
  }
  const table = `ALTER TABLE ${parentName(constraint)} ADD`;
  const isRemoved = context.isRemoved(objectKey(constraint));
  const hasKeptIndex = isRemoved && hasIndex(constraint) && !context.isRemoved(indexKey(constraint));
  if (hasKeptIndex) {
    // The index was not dropped with the constraint, so it can be used again.
    const [, kind = '', rest = ''] = /^(PRIMARY KEY|UNIQUE)[^)]*\)(?: INCLUDE \([^)]*\))?(.*)$/s.exec(definition) ?? [];
    const index = context.changed.get(indexKey(constraint));
    return index === undefined && kind !== ''
      ? all([`${table} CONSTRAINT ${ownName(constraint)} ${kind} USING INDEX ${ownName(constraint)}${rest}`], common)
      : undefined;
  }
  const added = constraintClause(constraint, context);
  return all(added && `${table} ${added}`, common);
}

/** Whether creating or altering the column also creates this NOT NULL constraint. */
function isSetByColumn(constraint: CatalogObject, context: DiffContext): boolean {
  const definition = text(constraint, 'definition') ?? '';
  const own = /^NOT NULL (.+)$/s.exec(definition)?.[1];
  const key = `column ${parentName(constraint)}.${own}`;
  if (own === undefined || ofDomain(constraint)) {
    return own !== undefined || definition === 'NOT NULL';
  }
  return (
    context.isRemoved(key) ||
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
  const isDropped = (column: string): boolean => context.isAdded(`column ${table}.${plainName(column)}`);
  if (columns.some(isDropped) || isAbout(definition, columns.length === 0, table, context)) {
    return [];
  }
  const [column = ''] = columns;
  if (definition.startsWith('NOT NULL') && context.differs(`column ${table}.${plainName(column)}`, 'not null')) {
    return [];
  }
  if (context.isAdded(objectKey(constraint)) && hasIndex(constraint) && !context.isAdded(indexKey(constraint))) {
    // The index existed before and would be dropped with the constraint.
    return undefined;
  }
  return [`ALTER ${ofDomain(constraint) ? 'DOMAIN' : 'TABLE'} ${table} DROP CONSTRAINT ${ownName(constraint)}`];
}

/** Whether a condition starts with a dropped column, as in `((c > 0))`, and so is dropped with it. */
function isAbout(definition: string, condition: boolean, table: string, context: DiffContext): boolean {
  if (!condition || !definition.startsWith('CHECK')) {
    return false;
  }
  const first = /^CHECK \(+("(?:[^"]|"")*"|[a-z_][\w$]*)[ )]/.exec(definition)?.[1];
  return first !== undefined && context.isAdded(`column ${table}.${first}`);
}

/** Changes by ALTER CONSTRAINT and VALIDATE; the constraint is recreated for others. */
export function alterConstraint(change: Changed, context: DiffContext): Derived | 'recreate' {
  const { before, after } = change;
  const differs = [...changedProperties(change)];
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

/** Whether a constraint among these has the index. */
export function isOfConstraint(index: CatalogObject, among: ReadonlyMap<string, CatalogObject>): boolean {
  const [, table = ''] = /^(?:table|materialized view) (.*)$/s.exec(index.parent ?? '') ?? [];
  const constraint = among.get(`constraint ${table}.${plainName(bareName(index.name))}`);
  return constraint !== undefined && hasIndex(constraint) && indexKey(constraint) === objectKey(index);
}

/** Foreign keys between tables that reference each other, which must be dropped before the tables. */
export function mutualForeignKeys(objects: ReadonlyMap<string, CatalogObject>): CatalogObject[] {
  const keys = [...objects.values()].filter(
    (object) => object.kind === 'constraint' && isForeignKey(object) && objects.has(`table ${parentName(object)}`),
  );
  const references = new Map<string, Set<string>>();
  for (const key of keys) {
    const table = parentName(key);
    references.set(table, (references.get(table) ?? new Set()).add(referredTable(key)));
  }
  return keys.filter((key) => {
    const [table, referred] = [parentName(key), referredTable(key)];
    return referred !== table && key.definition['of a partition'] !== true && reaches(referred, table, references);
  });
}

function referredTable(key: CatalogObject): string {
  return / REFERENCES ((?:"(?:[^"]|"")*"|[^"(])+)\(/.exec(text(key, 'definition') ?? '')?.[1] ?? '';
}

function reaches(from: string, to: string, references: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set([from]);
  for (const table of seen) {
    for (const next of references.get(table) ?? []) {
      seen.add(next);
    }
  }
  return seen.has(to);
}
