import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, isTrue, lastPart, ownName, parentName, text } from '../object-text.ts';
import { commonOfNew, newComment } from '../owner-and-comment.ts';

export function createType(type: CatalogObject, context: DiffContext): Derived {
  const attributes = context.removedChildren(objectKey(type), 'attribute');
  return all(
    typeText(type, attributes, context),
    commonOfNew(type, context),
    ...attributes.map((attribute) => newComment(`COLUMN ${attribute.name}`, attribute)),
  );
}

function typeText(type: CatalogObject, attributes: CatalogObject[], context: DiffContext): string | undefined {
  const create = `CREATE TYPE ${type.name}`;
  if (type.kind === 'enum') {
    return `${create} AS ENUM (${text(type, 'labels') ?? ''})`;
  }
  if (type.kind === 'composite type') {
    return `${create} AS (${attributes.map(attributeClause).join(', ')})`;
  }
  if (type.kind === 'range type') {
    return rangeText(type);
  }
  if (type.kind === 'domain') {
    return domainText(type, context);
  }
  // A shell type. A base type that C code implements cannot be created from its properties.
  return type.definition['defined'] === false || text(type, 'input') === undefined ? create : undefined;
}

function attributeClause(attribute: CatalogObject): string {
  const collation = clause(attribute, 'collation', (name) => ` COLLATE ${name}`).join('');
  return `${ownName(attribute)} ${text(attribute, 'type')}${collation}`;
}

/** The operator class is always included, because the default one may have changed. */
function rangeText(type: CatalogObject): string | undefined {
  // A canonical function takes the type as its argument, so it would have to exist before the type.
  return text(type, 'canonical') === undefined
    ? `CREATE TYPE ${type.name} AS RANGE (${[
        ...clause(type, 'subtype', (name) => `SUBTYPE = ${name}`),
        ...clause(type, 'operator class', (name) => `SUBTYPE_OPCLASS = ${name}`),
        ...clause(type, 'collation', (name) => `COLLATION = ${name}`),
        ...clause(type, 'difference', (name) => `SUBTYPE_DIFF = ${name.replace(/\(.*\)$/s, '')}`),
        ...clause(type, 'multirange', (name) => `MULTIRANGE_TYPE_NAME = ${name}`),
      ].join(', ')})`
    : undefined;
}

function domainText(domain: CatalogObject, context: DiffContext): string {
  const constraints = context
    .removedChildren(objectKey(domain), 'constraint')
    .filter((constraint) => text(constraint, 'definition') !== 'NOT NULL');
  return [
    `CREATE DOMAIN ${domain.name} AS ${text(domain, 'base type')}`,
    ...clause(domain, 'collation', (name) => `COLLATE ${name}`),
    ...clause(domain, 'default', (value) => `DEFAULT ${value}`),
    ...(isTrue(domain, 'not null') ? ['NOT NULL'] : []),
    ...constraints.map((constraint) => `CONSTRAINT ${ownName(constraint)} ${text(constraint, 'definition')}`),
  ].join(' ');
}

export function alterType(change: Changed, context: DiffContext): Derived | 'recreate' {
  const { before, after } = change;
  const differs = changedProperties(change);
  const only = (...names: string[]): boolean => [...differs].every((property) => names.includes(property));
  if (differs.size === 0) {
    return [];
  }
  if (after.kind === 'enum' && only('labels')) {
    return changedLabels(after.name, labels(before), labels(after)) ?? remadeEnum(change, context);
  }
  if (after.kind === 'domain' && only('default', 'not null')) {
    const alter = `ALTER DOMAIN ${after.name}`;
    const value = text(before, 'default');
    return [
      ...(differs.has('default') ? [`${alter} ${value === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${value}`}`] : []),
      ...(differs.has('not null') ? [`${alter} ${isTrue(before, 'not null') ? 'SET' : 'DROP'} NOT NULL`] : []),
    ];
  }
  return undefined;
}

/** As string constants. */
function labels(type: CatalogObject): string[] {
  return [...(text(type, 'labels') ?? '').matchAll(/E?'(?:[^']|'')*'/g)].map(([label]) => label);
}

/** A type with the wanted labels takes the place of the enum; undefined if something else than columns is of it. */
function remadeEnum({ before, after }: Changed, context: DiffContext): Derived {
  const columns = context.around.columnsOfEnum?.get(objectKey(after));
  if (columns === undefined) {
    return undefined;
  }
  const old = lastPart(oldName(after.name));
  const gone = labels(after).filter((label) => !labels(before).includes(label));
  const note = gone.length === 0 ? '' : `-- This fails while a row holds ${gone.join(' or ')}.\n`;
  return all(
    [`ALTER TYPE ${after.name} RENAME TO ${old}`],
    createType(before, context),
    columns.filter((column) => text(column, 'inherited from') === undefined).map((column) => note + retype(column)),
    [`DROP TYPE ${oldName(after.name)}`],
  );
}

/** The name that an enum has while its columns get the new type. */
export function oldName(name: string): string {
  return name.endsWith('"') ? `${name.slice(0, -1)}_old"` : `${name}_old`;
}

function retype(column: CatalogObject): string {
  const [type, own] = [text(column, 'type') ?? '', ownName(column)];
  const value = text(column, 'default');
  const alter = `ALTER COLUMN ${own}`;
  return `ALTER TABLE ${parentName(column)} ${[
    ...(value === undefined ? [] : [`${alter} DROP DEFAULT`]),
    `${alter} TYPE ${type} USING ${own}::text${type.endsWith('[]') ? '[]' : ''}::${type}`,
    ...(value === undefined ? [] : [`${alter} SET DEFAULT ${value}`]),
  ].join(', ')}`;
}

/** A label can be renamed and added, but not dropped. */
function changedLabels(name: string, before: readonly string[], after: readonly string[]): Derived {
  if (before.length === after.length) {
    const renamed = before.flatMap((label, i) => (label === after[i] ? [] : [[after[i] ?? '', label] as const]));
    return renamed.some(([from, to]) => before.includes(from) || after.includes(to))
      ? undefined
      : renamed.map(([from, to]) => `ALTER TYPE ${name} RENAME VALUE ${from} TO ${to}`);
  }
  const kept = before.filter((label) => after.includes(label));
  if (kept.join() !== after.join()) {
    return undefined;
  }
  return before.flatMap((label, i) => {
    const next = before.slice(i + 1).find((other) => after.includes(other));
    const place = next === undefined ? '' : ` BEFORE ${next}`;
    return after.includes(label) ? [] : [`ALTER TYPE ${name} ADD VALUE ${label}${place}`];
  });
}

export function createAttribute(attribute: CatalogObject, context: DiffContext): Derived {
  return context.isRemoved(attribute.parent)
    ? []
    : [
        `ALTER TYPE ${parentName(attribute)} ADD ATTRIBUTE ${attributeClause(attribute)}`,
        ...newComment(`COLUMN ${attribute.name}`, attribute),
      ];
}

export function dropAttribute(attribute: CatalogObject): Derived {
  return [`ALTER TYPE ${parentName(attribute)} DROP ATTRIBUTE ${ownName(attribute)}`];
}

export function alterAttribute(change: Changed): Derived {
  const { before, after } = change;
  const differs = [...changedProperties(change)];
  if (differs.some((property) => property !== 'type' && property !== 'collation')) {
    return undefined;
  }
  const [, type = ''] = /^\S+ (.*)$/s.exec(attributeClause({ ...before, name: `${parentName(before)}.x` })) ?? [];
  return differs.length === 0 ? [] : [`ALTER TYPE ${parentName(after)} ALTER ATTRIBUTE ${ownName(after)} TYPE ${type}`];
}
