import type { ObjectChange } from '../diff/snapshot-diff.ts';
import { objectKey } from '../snapshot/catalog-object.ts';
import { DependentsGraph, type BothStates, type Rebuilt } from './dependents-graph.ts';
import { DiffContext, changedProperties, type Changed } from './diff-context.ts';
import { REVERTERS_BY_KIND } from './reverters-by-kind.ts';

/**
 * The changes, and with them the objects that have to be dropped before a change and created again after it: an object
 * that no statement alters, and all that depends on what is dropped or gets another type, with their parts. Each of them
 * is in `changes` twice, as added and as removed.
 */
export function rebuildDependents(changes: readonly ObjectChange[], states: BothStates): Rebuilt {
  const context = new DiffContext(changes, {});
  if (context.added.size === 0 && context.changed.size === 0) {
    return { changes: [...changes], defaults: [], columnsOfEnum: new Map(), stuck: [] };
  }
  const graph = new DependentsGraph(changes, states);
  for (const key of context.added.keys()) {
    graph.dropped(key);
  }
  for (const change of context.changed.values()) {
    const altered = REVERTERS_BY_KIND[change.kind]?.alter?.(change, context);
    if (altered === 'recreate') {
      graph.rebuild(objectKey(change.after));
    } else if (altered === undefined && change.kind === 'enum') {
      graph.relabeled(objectKey(change.after));
    } else if (change.kind === 'column' && changesType(change)) {
      graph.retyped(change);
    }
  }
  return graph.rebuilt();
}

function changesType(change: Changed): boolean {
  const differs = changedProperties(change);
  return ['type', 'collation', 'generated as'].some((property) => differs.has(property));
}
