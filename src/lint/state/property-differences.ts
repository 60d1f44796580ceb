import { keyOf } from '../../sql/statement/name.ts';
import type { PropertyOwner } from '../../sql/properties/property.ts';
import type { CatalogProperty, Origin } from './catalog-table.ts';
import { objectKey } from './object-key.ts';
import type { SchemaMaps } from './schema-maps.ts';

/** A property that is not as it was. */
export interface PropertyDifference {
  /** `left-over`: nothing had set it before. */
  is: 'left-over' | 'not-restored';
  /** `energy.meter: row security`, for messages. */
  what: string;
  /** SQL that takes it back. */
  undo: string | undefined;
  /** Where it was last set; undefined where it went with its object. */
  origin: Origin | undefined;
  /** Keys of its part and object in `SchemaMaps.changed`. */
  keys: readonly string[];
}

/**
 * The properties that differ between the schema before a migration and after its up and down. What a condition sets, and what
 * the down sets back to a value that is not known, counts as the same.
 *
 * @param up path of the up
 */
export function propertyDifferences(before: SchemaMaps, after: SchemaMaps, up: string): PropertyDifference[] {
  if (before.properties.isSame(after.properties)) {
    return [];
  }
  const [left, right] = [before.properties, after.properties];
  return [
    ...right.apartFrom(left).map(([key, property]) => difference(left.get(key), property)),
    ...left.apartFrom(right).flatMap(([key, property]) => (right.has(key) ? [] : [difference(property, undefined)])),
  ].flatMap((each) => each ?? []);

  function difference(old: CatalogProperty | undefined, now: CatalogProperty | undefined) {
    const property = now ?? old;
    if (property === undefined) {
      return undefined;
    }
    const { owner, unknownBefore } = property;
    const [was, is] = [old === undefined ? '' : old.value, now === undefined ? '' : now.value];
    const known = existence(before, owner);
    if (was === undefined || is === undefined || was === is || known !== existence(after, owner)) {
      return undefined;
    }
    // A value that the down writes over one that is not known is taken for that.
    const isGuess = old === undefined && (unknownBefore || known !== true) && now?.origin.file !== up;
    const isReplaced = unknownBefore && after.changed.has(objectKey(owner.what, owner.name));
    if (isGuess || isReplaced) {
      return undefined;
    }
    const { property: name, undo } = property;
    const key = owner.what === 'relation' ? keyOf(owner.name) : objectKey(owner.what, owner.name);
    const [kind = '', part = ''] = owner.part?.split(' ') ?? [];
    const keys = [`${key}.${part}`, `${kind} ${key}.${part}`, key];
    const text = `${ownerText(owner)}: ${name}`;
    return {
      is: was === '' ? ('left-over' as const) : ('not-restored' as const),
      what: text,
      undo,
      origin: now?.origin,
      keys,
    };
  }
}

/** Whether the owner exists; undefined if no migration made it. */
export function existence(
  { tables, indexes, objects }: SchemaMaps,
  { what, name, part = '' }: PropertyOwner,
): boolean | undefined {
  if (what !== 'relation') {
    return objects.has(objectKey(what, name)) ? true : undefined;
  }
  const key = keyOf(name);
  const table = tables.get(key);
  const [kind = '', own = ''] = part.split(' ');
  if (table !== undefined && part !== '') {
    switch (kind) {
      case 'column': {
        return table.columns.has(own) || (table.complete ? undefined : true);
      }
      case 'constraint': {
        return table.constraints.has(own) || undefined;
      }
      default: {
        return objects.has(objectKey(kind, { ...name, name: own }, name)) || undefined;
      }
    }
  }
  const isOther = ['view', 'materialized view', 'sequence', 'type'].some((each) => objects.has(objectKey(each, name)));
  return table !== undefined || indexes.has(key) || isOther ? true : undefined;
}

function ownerText({ what, name, args, part }: PropertyOwner): string {
  const own = name.schema === '' ? name.name : keyOf(name);
  const whole = what === 'relation' ? own : `${what} ${own}${args === undefined ? '' : `(${args.join(', ')})`}`;
  const column = part?.startsWith('column ') === true ? part.slice('column '.length) : undefined;
  return column === undefined ? (part === undefined ? whole : `${part} of ${whole}`) : `${whole}.${column}`;
}
