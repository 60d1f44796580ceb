import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { COMMON, all, commonOfNew, type Derived } from '../owner-and-comment.ts';
import { literal, ownName, parentName, text, withoutArguments } from '../object-names.ts';
import { noun } from '../sql-nouns.ts';
import { foreignChange, foreignClause } from '../options.ts';
import type { Changed, DiffContext } from '../diff-context.ts';

/** A foreign-data wrapper, server or user mapping. */
export function createForeign(object: CatalogObject, context: DiffContext): Derived {
  const options = foreignClause(text(object, 'options'));
  const handler = text(object, 'handler');
  const validator = text(object, 'validator');
  const type = text(object, 'type');
  const version = text(object, 'version');
  const wrapper = text(object, 'wrapper');
  const statement = [
    `CREATE ${noun(object)}`,
    handler === undefined ? '' : ` HANDLER ${withoutArguments(handler)}`,
    validator === undefined ? '' : ` VALIDATOR ${withoutArguments(validator)}`,
    type === undefined ? '' : ` TYPE ${literal(type)}`,
    version === undefined ? '' : ` VERSION ${literal(version)}`,
    wrapper === undefined ? '' : ` FOREIGN DATA WRAPPER ${wrapper}`,
    options,
  ].join('');
  return all(options === undefined ? undefined : [statement], commonOfNew(object, context));
}

export function alterForeign({ before, after, properties }: Changed): Derived {
  const differs = properties.map(({ property }) => property).filter((property) => !COMMON.has(property));
  if (differs.length === 0) {
    return [];
  }
  const options = foreignChange(text(before, 'options'), text(after, 'options'));
  return options === undefined || differs.some((property) => property !== 'options')
    ? undefined
    : [`ALTER ${noun(after)} ${options}`];
}

const OPERATIONS = ['insert', 'update', 'delete', 'truncate'];

function published(publication: CatalogObject): string {
  return literal(OPERATIONS.filter((operation) => publication.definition[operation] === true).join(', '));
}

export function createPublication(publication: CatalogObject, context: DiffContext): Derived {
  const schemas = text(publication, 'schemas');
  if ((text(publication, 'generated columns') ?? 'n') !== 'n') {
    return undefined;
  }
  const target =
    publication.definition['all tables'] === true
      ? ' FOR ALL TABLES'
      : schemas === undefined
        ? ''
        : ` FOR TABLES IN SCHEMA ${schemas}`;
  const root = publication.definition['via root'] === true ? ', publish_via_partition_root = true' : '';
  return all(
    [`CREATE PUBLICATION ${publication.name}${target} WITH (publish = ${published(publication)}${root})`],
    commonOfNew(publication, context),
  );
}

function schemasOf(publication: CatalogObject): string[] {
  return (text(publication, 'schemas') ?? '').split(', ').filter((name) => name !== '');
}

export function alterPublication({ before, after, properties }: Changed): Derived {
  const differs = new Set(properties.map(({ property }) => property).filter((property) => !COMMON.has(property)));
  const known = new Set([...OPERATIONS, 'via root', 'schemas']);
  if ([...differs].some((property) => !known.has(property))) {
    return undefined;
  }
  const alter = `ALTER PUBLICATION ${after.name}`;
  const [wanted, had] = [schemasOf(before), schemasOf(after)];
  return [
    ...(OPERATIONS.some((operation) => differs.has(operation))
      ? [`${alter} SET (publish = ${published(before)})`]
      : []),
    ...(differs.has('via root') ? [`${alter} SET (publish_via_partition_root = ${text(before, 'via root')})`] : []),
    ...had.filter((name) => !wanted.includes(name)).map((name) => `${alter} DROP TABLES IN SCHEMA ${name}`),
    ...wanted.filter((name) => !had.includes(name)).map((name) => `${alter} ADD TABLES IN SCHEMA ${name}`),
  ];
}

export function createPublished(table: CatalogObject): Derived {
  const columns = text(table, 'columns');
  const where = text(table, 'where');
  return [
    [
      `ALTER PUBLICATION ${parentName(table)} ADD TABLE ${ownName(table)}`,
      ...(columns === undefined ? [] : [`(${columns})`]),
      ...(where === undefined ? [] : [`WHERE (${where})`]),
    ].join(' '),
  ];
}

export function dropPublished(table: CatalogObject, context: DiffContext): Derived {
  return context.isAdded(`table ${ownName(table)}`)
    ? []
    : [`ALTER PUBLICATION ${parentName(table)} DROP TABLE ${ownName(table)}`];
}
