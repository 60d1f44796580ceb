import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { PropertyChange, PropertyOwner } from '../../sql/properties/property.ts';
import type { CatalogProperty, Origin } from './catalog-table.ts';
import { objectKey } from './object-key.ts';
import type { SchemaMaps } from './schema-maps.ts';
import type { SharedMap } from './shared-map.ts';

type Properties = SharedMap<CatalogProperty>;

/** Where the changes of a statement stand, and whether a condition decides if it runs. */
export interface Running {
  origin: Origin;
  conditional: boolean;
}

/** Applies what a statement does to properties, after what it does to objects. */
export function applyProperties(state: SchemaMaps, changes: readonly PropertyChange[], running: Running): void {
  for (const change of changes) {
    for (const owner of ownersOf(state, change.owner)) {
      if (change.property.endsWith(' *')) {
        clearMembers(state.properties, owner, running.origin);
      } else if (!change.initial || isMadeAt(state, owner, running.origin)) {
        setProperty(state.properties, { ...change, owner }, running);
      }
    }
  }
}

function setProperty(properties: Properties, change: PropertyChange, { origin, conditional }: Running): void {
  const { owner, property, value, unknownBefore, undo } = change;
  const known = { owner, property, unknownBefore, undo, origin, value: conditional ? undefined : value };
  properties.set(propertyKey(owner, property), known);
  if (owner.part === undefined && value === '' && property.startsWith('the privilege ')) {
    // A privilege of the whole table is taken from its columns too.
    const columns = properties.filter((each) => each.property === property && isPartOf(each.owner, owner));
    columns.forEach(([key, each]) => properties.set(key, { ...each, ...known, owner: each.owner }));
  }
}

function clearMembers(properties: Properties, publication: PropertyOwner, origin: Origin): void {
  for (const [key, each] of properties.filter(({ owner, property }) => {
    return (
      owner.what === 'publication' &&
      keyOf(owner.name) === keyOf(publication.name) &&
      property.startsWith('the member ')
    );
  })) {
    properties.set(key, { ...each, value: '', origin });
  }
}

/** The owner by its full name; several if all of a schema or of a table are meant. */
function ownersOf(state: SchemaMaps, owner: PropertyOwner): PropertyOwner[] {
  const { allInSchema, name, part } = owner;
  if (allInSchema !== undefined) {
    return everyIn(state, allInSchema, name.schema);
  }
  if (owner.what !== 'relation') {
    return [owner];
  }
  const known = { ...owner, name: state.table(name)?.name ?? name };
  const [kind = '', each] = part?.split(' ') ?? [];
  if (each !== '*') {
    return [known];
  }
  const table = keyOf(known.name);
  return state.objects
    .filter(({ what, on }) => what === kind && on === table)
    .map(([, object]) => ({ ...known, part: `${kind} ${object.name.name}` }));
}

function everyIn({ tables, objects }: SchemaMaps, kind: string, schema: string): PropertyOwner[] {
  const of = { args: undefined, part: undefined, allInSchema: undefined };
  const isWanted = (what: string): boolean =>
    what === kind || (kind === 'table' && (what === 'view' || what === 'materialized view'));
  return [
    ...(kind === 'table' ? tables.filter(({ name }) => name.schema === schema) : []).map(([, { name }]) => ({
      ...of,
      what: 'relation',
      name,
    })),
    ...objects
      .filter(({ what, name }) => name.schema === schema && isWanted(what))
      .map(([, { what, name }]) => ({ ...of, what: what === 'function' ? what : 'relation', name })),
  ];
}

/** Whether the statement there has made the object: IF NOT EXISTS may have kept another. */
function isMadeAt(state: SchemaMaps, { what, name }: PropertyOwner, { file, index }: Origin): boolean {
  const known =
    what === 'relation'
      ? (state.tables.get(keyOf(name)) ?? state.objects.get(objectKey('sequence', name)))
      : state.objects.get(objectKey(what, name));
  return known?.origin.file === file && known.origin.index === index;
}

function propertyKey({ what, name, args, part = '' }: PropertyOwner, property: string): string {
  return [what, keyOf(name), args?.join() ?? '*', part, property].join('\n');
}

/** Drops the properties of a table, view, index or sequence. */
export function forgetRelation(properties: Properties, name: Name): void {
  const key = keyOf(name);
  forget(
    properties,
    ({ owner, property }) =>
      (owner.what === 'relation' && keyOf(owner.name) === key) ||
      (owner.what === 'publication' && property === `the member ${key}`),
  );
}

/** Drops the privileges of a role. */
export function forgetRole(properties: Properties, role: string): void {
  forget(properties, ({ property }) => property.startsWith('the privilege ') && property.endsWith(` of ${role}`));
}

/** Drops those of an index, and the table's that name it. */
export function forgetIndex(properties: Properties, name: Name): void {
  forgetRelation(properties, name);
  forget(
    properties,
    ({ owner, property, value }) =>
      property === 'the index to cluster on' && value === name.name && owner.name.schema === name.schema,
  );
}

/** Drops those of a part of a table. */
export function forgetPart(properties: Properties, table: Name, part: string): void {
  const key = keyOf(table);
  forget(properties, ({ owner }) => owner.part === part && owner.what === 'relation' && keyOf(owner.name) === key);
}

const RELATIONS = new Set(['view', 'materialized view', 'sequence']);

/** Drops those of an object, of the routine with these arguments, or of what belongs to a table. */
export function forgetObject(
  properties: Properties,
  what: string,
  name: Name,
  args: readonly string[] | undefined,
  on: Name | undefined,
): void {
  if (on !== undefined) {
    forgetPart(properties, on, `${what} ${name.name}`);
  } else if (RELATIONS.has(what)) {
    forgetRelation(properties, name);
  } else {
    if (what === 'type') {
      // Of the columns of a composite type, and of the constraints of a domain.
      forgetRelation(properties, name);
      forget(properties, ({ owner }) => owner.what === 'domain constraint' && owner.name.schema === name.name);
    }
    const [key, types] = [keyOf(name), args?.join()];
    forget(
      properties,
      ({ owner }) =>
        owner.what === what &&
        keyOf(owner.name) === key &&
        (types === undefined || owner.args === undefined || owner.args.join() === types),
    );
  }
}

/** Drops those of a schema and all that is in it. */
export function forgetSchema(properties: Properties, schema: string): void {
  forget(
    properties,
    ({ owner: { what, name } }) =>
      name.schema === schema ||
      (what === 'schema' && name.name === schema) ||
      (what === 'default privileges' && name.name.includes(`in schema ${schema} `)),
  );
}

/** Drops those that meet a condition. */
export function forget(properties: Properties, isGone: (property: CatalogProperty) => boolean): void {
  if (properties.size > 0) {
    properties.filter(isGone).forEach(([key]) => properties.delete(key));
  }
}

export function renameRelation(properties: Properties, from: Name, to: Name): void {
  const key = keyOf(from);
  move(properties, (owner) =>
    owner.what === 'relation' && keyOf(owner.name) === key ? { ...owner, name: to } : owner,
  );
}

export function renameObject(properties: Properties, what: string, from: Name, to: Name): void {
  const key = keyOf(from);
  const kind = RELATIONS.has(what) ? 'relation' : what;
  move(properties, (owner) => (owner.what === kind && keyOf(owner.name) === key ? { ...owner, name: to } : owner));
}

export function renamePart(properties: Properties, table: Name, from: string, to: string): void {
  const key = keyOf(table);
  move(properties, (owner) => (owner.part === from && keyOf(owner.name) === key ? { ...owner, part: to } : owner));
}

function move(properties: Properties, moved: (owner: PropertyOwner) => PropertyOwner): void {
  if (properties.size === 0) {
    return;
  }
  for (const [key, each] of properties.filter(({ owner }) => moved(owner) !== owner)) {
    const owner = moved(each.owner);
    properties.delete(key);
    properties.set(propertyKey(owner, each.property), { ...each, owner });
  }
}

function isPartOf(part: PropertyOwner, whole: PropertyOwner): boolean {
  return part.part !== undefined && part.what === whole.what && keyOf(part.name) === keyOf(whole.name);
}
