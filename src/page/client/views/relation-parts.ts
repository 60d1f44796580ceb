import type { ObjectHistory, PageModel } from '../../model.ts';
import { keyOf, type Relation, type SchemaState } from '../schema/state.ts';

/** Parts that a table or view once had, in the order of the model. */
export function removedParts(model: PageModel, owner: ObjectHistory, state: SchemaState): ObjectHistory[] {
  const relation = state.relations.get(keyOf(owner));
  const present = new Set(
    relation === undefined
      ? []
      : [relation.columns, relation.constraints, relation.indexes, relation.others]
          .flat()
          .map(({ history }) => history),
  );
  const key = keyOf(owner);
  return model.objects.filter(
    (each) => each.parent === key && !present.has(each) && each.changes.some(({ change }) => change === 'removed'),
  );
}

/** Keys of the tables with a foreign key to this one. */
export function referringTables({ relations }: SchemaState, { history }: Relation): string[] {
  return [...relations.values()]
    .filter(({ foreignKeys }) => foreignKeys.some(({ target }) => target === history.name))
    .map(({ key }) => key);
}
