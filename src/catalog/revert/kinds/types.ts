import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { COMMON, all, commentOn, commonOfNew, type Derived } from '../owner-and-comment.ts';
import { isTrue, ownName, parentName, text } from '../object-names.ts';
import type { Changed, DiffContext } from '../diff-context.ts';

export function createType(type: CatalogObject, context: DiffContext): Derived {
  const statement = typeText(type, context);
  return all(
    statement === undefined ? undefined : [statement],
    commonOfNew(type, context),
    attributeComments(type, context),
  );
}

function typeText(type: CatalogObject, context: DiffContext): string | undefined {
  const kind: string = type.kind;
  switch (kind) {
    case 'enum': {
      return `CREATE TYPE ${type.name} AS ENUM (${text(type, 'labels') ?? ''})`;
    }
    case 'composite type': {
      return `CREATE TYPE ${type.name} AS (${attributes(type, context).map(attributeClause).join(', ')})`;
    }
    case 'range type': {
      return rangeText(type);
    }
    case 'domain': {
      return domainText(type, context);
    }
    default: {
      // A shell type; what C code implements cannot be made from what is known.
      return type.definition['defined'] === false || text(type, 'input') === undefined
        ? `CREATE TYPE ${type.name}`
        : undefined;
    }
  }
}

function attributes(type: CatalogObject, context: DiffContext): CatalogObject[] {
  return context
    .removedChildren(objectKey(type), 'attribute')
    .toSorted((a, b) => Number(a.definition['position']) - Number(b.definition['position']));
}

function attributeComments(type: CatalogObject, context: DiffContext): string[] {
  return attributes(type, context).flatMap((attribute) => {
    const comment = text(attribute, 'comment');
    return comment === undefined ? [] : [commentOn(`COLUMN ${attribute.name}`, comment)];
  });
}

function attributeClause(attribute: CatalogObject): string {
  const collation = text(attribute, 'collation');
  return `${ownName(attribute)} ${text(attribute, 'type')}${collation === undefined ? '' : ` COLLATE ${collation}`}`;
}

/** Written only where the type behind it does not say it: the operator class always, since its default may be another. */
function rangeText(type: CatalogObject): string | undefined {
  const canonical = text(type, 'canonical');
  const named = (property: string): string | undefined => text(type, property)?.replace(/\(.*\)$/s, '');
  // A canonical function takes the type, which would have to be there before it.
  return canonical === undefined
    ? `CREATE TYPE ${type.name} AS RANGE (${[
        ['SUBTYPE', text(type, 'subtype')],
        ['SUBTYPE_OPCLASS', text(type, 'operator class')],
        ['COLLATION', text(type, 'collation')],
        ['SUBTYPE_DIFF', named('difference')],
        ['MULTIRANGE_TYPE_NAME', text(type, 'multirange')],
      ]
        .flatMap(([property, value]) => (value === undefined ? [] : [`${property} = ${value}`]))
        .join(', ')})`
    : undefined;
}

function domainText(domain: CatalogObject, context: DiffContext): string {
  const collation = text(domain, 'collation');
  const standard = text(domain, 'default');
  const constraints = context
    .removedChildren(objectKey(domain), 'constraint')
    .filter((constraint) => text(constraint, 'definition') !== 'NOT NULL');
  return [
    `CREATE DOMAIN ${domain.name} AS ${text(domain, 'base type')}`,
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ...(standard === undefined ? [] : [`DEFAULT ${standard}`]),
    ...(isTrue(domain, 'not null') ? ['NOT NULL'] : []),
    ...constraints.map((constraint) => `CONSTRAINT ${ownName(constraint)} ${text(constraint, 'definition')}`),
  ].join(' ');
}

export function dropType(type: CatalogObject): Derived {
  return [`DROP ${type.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${type.name}`];
}

export function alterType({ before, after, properties }: Changed): Derived | 'recreate' {
  const differs = new Set(properties.map(({ property }) => property).filter((property) => !COMMON.has(property)));
  const only = (...names: string[]): boolean => [...differs].every((property) => names.includes(property));
  if (differs.size === 0) {
    return [];
  }
  if (after.kind === 'enum' && only('labels')) {
    return changedLabels(after.name, labels(before), labels(after));
  }
  if (after.kind === 'domain' && only('default', 'not null')) {
    const standard = text(before, 'default');
    return [
      ...(differs.has('default')
        ? [`ALTER DOMAIN ${after.name} ${standard === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${standard}`}`]
        : []),
      ...(differs.has('not null')
        ? [`ALTER DOMAIN ${after.name} ${isTrue(before, 'not null') ? 'SET' : 'DROP'} NOT NULL`]
        : []),
    ];
  }
  return undefined;
}

/** As string constants. */
function labels(type: CatalogObject): string[] {
  return [...(text(type, 'labels') ?? '').matchAll(/E?'(?:[^']|'')*'/g)].map(([label]) => label);
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
  if (context.isRemoved(attribute.parent)) {
    return [];
  }
  const comment = text(attribute, 'comment');
  return [
    `ALTER TYPE ${parentName(attribute)} ADD ATTRIBUTE ${attributeClause(attribute)}`,
    ...(comment === undefined ? [] : [commentOn(`COLUMN ${attribute.name}`, comment)]),
  ];
}

export function dropAttribute(attribute: CatalogObject): Derived {
  return [`ALTER TYPE ${parentName(attribute)} DROP ATTRIBUTE ${ownName(attribute)}`];
}

export function alterAttribute({ before, after, properties }: Changed): Derived {
  const differs = properties.map(({ property }) => property).filter((property) => !COMMON.has(property));
  if (differs.some((property) => property !== 'type' && property !== 'collation')) {
    return undefined;
  }
  const [, type = ''] = /^\S+ (.*)$/s.exec(attributeClause({ ...before, name: `${parentName(before)}.x` })) ?? [];
  return differs.length === 0 ? [] : [`ALTER TYPE ${parentName(after)} ALTER ATTRIBUTE ${ownName(after)} TYPE ${type}`];
}
