import { formatCount } from '../state/numbers.ts';
import { isPartition, keyOf, type Part, type Relation, type SchemaState } from '../schema/state.ts';
import { splitName } from '../schema/names.ts';

/** An entry of the list beside the diagram. */
export interface Listed {
  key: string;
  label: string;
  detail: string;
  /** Undefined for what is no table or view. */
  relation: Relation | undefined;
}

interface Wanted {
  /** `tables` for tables and views, or a kind of object. */
  kind: string;
  /** `*` for all. */
  schema: string;
  filter: string;
}

/**
 * The objects of a kind and schema whose name, or the name of a column, contains the filter. Partitions are listed only if a
 * filter finds them: their table names them.
 */
export function listed(state: SchemaState, { kind, schema, filter }: Wanted): Listed[] {
  const wanted = filter.trim().toLowerCase();
  if (kind !== 'tables') {
    return state.others
      .filter((part) => part.history.kind === kind && part.history.name.toLowerCase().includes(wanted))
      .map(otherListed);
  }
  return [...state.relations.values()]
    .filter((relation) => wanted !== '' || !isPartition(relation))
    .filter((relation) => schema === '*' || relation.schema === schema || wanted !== '')
    .filter((relation) => matches(relation, wanted))
    .map((relation) => relationListed(relation, schema === '*' || relation.schema !== schema));
}

function matches({ history, columns }: Relation, wanted: string): boolean {
  return (
    history.name.toLowerCase().includes(wanted) ||
    columns.some((column) => splitName(column.history.name).rest.toLowerCase().includes(wanted))
  );
}

function relationListed(relation: Relation, withSchema: boolean): Listed {
  const { key, history, label, columns, children } = relation;
  const kind = history.kind === 'table' ? (isPartition(relation) ? 'partition' : '') : history.kind;
  const parts = children.length > 0 ? `${formatCount(children.length)} parts` : '';
  return {
    key,
    label: withSchema ? history.name : label,
    detail: [kind, parts, String(columns.length)].filter((text) => text !== '').join(' · '),
    relation,
  };
}

function otherListed({ history }: Part): Listed {
  return { key: keyOf(history), label: history.name, detail: '', relation: undefined };
}

/** What the list can show, with the numbers of objects. */
export function listKinds({ relations, others }: SchemaState): { value: string; text: string }[] {
  const listedTables = [...relations.values()].filter((relation) => !isPartition(relation));
  const counts = new Map<string, number>();
  for (const { history } of others) {
    counts.set(history.kind, (counts.get(history.kind) ?? 0) + 1);
  }
  const kinds = [...counts].toSorted(([one], [other]) => one.localeCompare(other));
  return [
    { value: 'tables', text: `tables and views (${listedTables.length})` },
    ...kinds.map(([kind, count]) => ({ value: kind, text: `${kind} (${count})` })),
  ];
}
