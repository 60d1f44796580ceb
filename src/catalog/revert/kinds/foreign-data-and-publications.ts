import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, literal, ownName, parentName, text, withoutArguments } from '../object-text.ts';
import { foreignChange, foreignClause } from '../options.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { noun } from '../sql-nouns.ts';

/** A foreign-data wrapper, server or user mapping. */
export function createForeign(object: CatalogObject, context: DiffContext): Derived {
  const options = foreignClause(text(object, 'options'));
  const statement = [
    `CREATE ${noun(object)}`,
    ...clause(object, 'handler', (handler) => ` HANDLER ${withoutArguments(handler)}`),
    ...clause(object, 'validator', (validator) => ` VALIDATOR ${withoutArguments(validator)}`),
    ...clause(object, 'type', (type) => ` TYPE ${literal(type)}`),
    ...clause(object, 'version', (version) => ` VERSION ${literal(version)}`),
    ...clause(object, 'wrapper', (wrapper) => ` FOREIGN DATA WRAPPER ${wrapper}`),
    options,
  ].join('');
  return all(options === undefined ? undefined : statement, commonOfNew(object, context));
}

export function alterForeign(change: Changed): Derived {
  const { before, after } = change;
  const differs = changedProperties(change);
  if (differs.size === 0) {
    return [];
  }
  const options = foreignChange(text(before, 'options'), text(after, 'options'));
  return options === undefined || differs.size > 1 || !differs.has('options')
    ? undefined
    : [`ALTER ${noun(after)} ${options}`];
}

const OPERATIONS = ['insert', 'update', 'delete', 'truncate'];

function published(publication: CatalogObject): string {
  return literal(OPERATIONS.filter((operation) => publication.definition[operation] === true).join(', '));
}

export function createPublication(publication: CatalogObject, context: DiffContext): Derived {
  if ((text(publication, 'generated columns') ?? 'n') !== 'n') {
    return undefined;
  }
  const target =
    publication.definition['all tables'] === true
      ? ' FOR ALL TABLES'
      : clause(publication, 'schemas', (schemas) => ` FOR TABLES IN SCHEMA ${schemas}`).join('');
  const root = publication.definition['via root'] === true ? ', publish_via_partition_root = true' : '';
  return all(
    `CREATE PUBLICATION ${publication.name}${target} WITH (publish = ${published(publication)}${root})`,
    commonOfNew(publication, context),
  );
}

function schemasOf(publication: CatalogObject): string[] {
  return (text(publication, 'schemas') ?? '').split(', ').filter((name) => name !== '');
}

export function alterPublication(change: Changed): Derived {
  const { before, after } = change;
  const differs = changedProperties(change);
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
  return [
    [
      `ALTER PUBLICATION ${parentName(table)} ADD TABLE ${ownName(table)}`,
      ...clause(table, 'columns', (columns) => `(${columns})`),
      ...clause(table, 'where', (condition) => `WHERE (${condition})`),
    ].join(' '),
  ];
}

export function dropPublished(table: CatalogObject, context: DiffContext): Derived {
  return context.isAdded(`table ${ownName(table)}`)
    ? []
    : [`ALTER PUBLICATION ${parentName(table)} DROP TABLE ${ownName(table)}`];
}
