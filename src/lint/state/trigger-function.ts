import { textOf } from '../../sql/lazy-text.ts';
import type { Name } from '../../sql/statement/name.ts';
import type { CatalogObject } from './catalog-table.ts';
import type { SharedMap } from './shared-map.ts';

/** Keys of the triggers that call a function: DROP FUNCTION … CASCADE drops them too. */
export function triggersOf({ name }: Name, objects: SharedMap<CatalogObject>): string[] {
  const last = `"sval":${JSON.stringify(name)}}}],`;
  return objects
    .filter(
      ({ what, shape }) =>
        what === 'trigger' && (/"funcname":[^\]]*\],/.exec(textOf(shape))?.[0].endsWith(last) ?? false),
    )
    .map(([key]) => key);
}
