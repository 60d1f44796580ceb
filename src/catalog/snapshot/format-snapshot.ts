import { compareTexts } from './snapshot-builder.ts';
import { objectKey, type CatalogObject } from './catalog-object.ts';
import type { CatalogSnapshot } from './describe-schema.ts';

/** A NOT NULL constraint that the column already shows; before PostgreSQL 18 it was not an object. */
const PLAIN_NOT_NULL = /^NOT NULL (?:\w+|"[^"]+")$/;

/**
 * The schema as text for people and for files under version control: one line per object, indented under its parent,
 * columns in their order, bodies of routines below them. The text does not depend on the order of creation. Owners,
 * privileges, properties of the database and members of extensions, with all their parts, are left out.
 */
export function formatSnapshot({ objects, uncovered }: Pick<CatalogSnapshot, 'objects' | 'uncovered'>): string {
  const known = new Set(objects.map(objectKey));
  const children = new Map<string, CatalogObject[]>();
  for (const object of objects.filter(isShown)) {
    const parent = object.parent !== null && known.has(object.parent) ? object.parent : '';
    children.set(parent, [...(children.get(parent) ?? []), object]);
  }
  const lines = (parent: string, indent: string): string[] =>
    (children.get(parent) ?? [])
      .toSorted(byRankAndPosition)
      .flatMap((object) => [
        ...describe(object).map((line) => `${indent}${line}`),
        ...lines(objectKey(object), `${indent}  `),
      ]);
  return [...lines('', ''), ...uncovered.map((subject) => `not covered: ${subject}`), ''].join('\n');
}

function isShown({ kind, definition }: CatalogObject): boolean {
  if (definition['extension'] !== undefined) {
    return false;
  }
  const repeated = kind === 'constraint' && PLAIN_NOT_NULL.test(String(definition['definition']));
  return kind !== 'database' && kind !== 'privileges' && kind !== 'default privileges' && !repeated;
}

function describe(object: CatalogObject): string[] {
  const { kind, summary, definition } = object;
  const { comment, body } = definition;
  return [
    `${kind} ${shortName(object)}${summary === '' ? '' : ` ${summary}`}`,
    ...(comment === undefined ? [] : [`  -- ${String(comment).replaceAll(/\s+/g, ' ')}`]),
    ...(body === undefined ? [] : String(body).trim().split('\n')).map((line) => `  | ${line}`.trimEnd()),
  ];
}

/** `id` for the column `public.site.id` of `table public.site`. */
function shortName({ name, parent }: CatalogObject): string {
  const at = parent === null ? -1 : name.lastIndexOf('.');
  const before = name.slice(0, at);
  return at > 0 && parent?.endsWith(` ${before}`) === true ? name.slice(at + 1) : name;
}

function byRankAndPosition(a: CatalogObject, b: CatalogObject): number {
  return (
    rank(a) - rank(b) ||
    (a.kind === b.kind ? positionOf(a) - positionOf(b) : compareTexts(a.kind, b.kind)) ||
    compareTexts(a.name, b.name)
  );
}

/** Columns come before constraints, indexes and triggers. */
function rank({ kind }: CatalogObject): number {
  return kind === 'column' || kind === 'attribute' ? 0 : 1;
}

function positionOf({ definition }: CatalogObject): number {
  return Number(definition['position'] ?? 0);
}
