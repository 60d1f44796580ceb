import { objectKey } from '../../src/catalog/snapshot/catalog-object.ts';
import type { ObjectHistory } from '../../src/page/model.ts';

/** The definitions of the objects at a place, by kind and name, as they follow from the histories. */
export function stateAt(objects: readonly ObjectHistory[], place: number): Map<string, object> {
  return new Map(
    objects.flatMap((history) => {
      const step = history.changes.findLast(({ at }) => at <= place);
      return step === undefined || step.change === 'removed' ? [] : [[objectKey(history), step.definition] as const];
    }),
  );
}
