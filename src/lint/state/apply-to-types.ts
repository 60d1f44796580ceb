import { textOf } from '../../sql/lazy-text.ts';
import type { AddEnumValue, DomainConstraint } from '../../sql/statement/action.ts';
import type { Origin } from './catalog-table.ts';
import { alteredDomain } from './domain-definition.ts';
import { objectKey } from './object-key.ts';
import type { SchemaMaps } from './schema-maps.ts';

/** Adds a label to an enum, or gives one another name. */
export function addLabel({ objects, changed }: SchemaMaps, { type, old, label }: AddEnumValue, origin: Origin): void {
  const key = objectKey('type', type);
  const known = objects.get(key);
  if (known !== undefined) {
    const shape = (): string =>
      old === undefined
        ? `${textOf(known.shape)} ${written(label)}`
        : textOf(known.shape).replaceAll(written(old), () => written(label));
    objects.set(key, { ...known, shape });
    changed.set(key, origin);
  }
}

/** Adds a constraint to a domain, or drops one. */
export function constrainDomain({ objects, changed }: SchemaMaps, action: DomainConstraint, origin: Origin): void {
  const key = objectKey('type', action.domain);
  const known = objects.get(key);
  if (known !== undefined) {
    const { domain } = known;
    const constraints = (domain?.constraints ?? 0) + (action.does === 'add' ? 1 : -1);
    const shape = (): string => alteredDomain(textOf(known.shape), action);
    objects.set(key, { ...known, shape, domain: domain && { ...domain, constraints } });
    changed.set(key, origin);
  }
}

/** A string as a parse tree contains it. */
function written(text: string): string {
  return `"sval":${JSON.stringify(text)}`;
}
