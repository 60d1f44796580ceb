import type { PageModel } from '../../model.ts';
import { RELATION_KINDS, keyOf, stateAt } from '../schema/state.ts';
import { linkTo } from '../state/route.ts';
import { lastPlace, migrationTitle } from '../state/versions.ts';

/** Something that the search can lead to. */
export interface Findable {
  kind: string;
  text: string;
  link: string;
  /** In lower case. */
  searched: string;
}

/** More results nobody reads. */
const MOST = 40;

const indexes = new WeakMap<PageModel, Findable[]>();

/** What contains the text in its name: tables first, then columns, other objects, removed tables, and migrations. */
export function find(model: PageModel, text: string): Findable[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    return [];
  }
  const index = indexes.get(model) ?? buildIndex(model);
  indexes.set(model, index);
  const found = index.filter(({ searched }) => searched.includes(wanted));
  return found.toSorted((one, other) => rank(one, wanted) - rank(other, wanted)).slice(0, MOST);
}

/** The smaller, the earlier: whole names, then beginnings of names, then anything else. */
function rank({ searched }: Findable, wanted: string): number {
  const last = searched.slice(searched.lastIndexOf('.') + 1);
  return last === wanted ? 0 : last.startsWith(wanted) ? 1 : 2;
}

function buildIndex(model: PageModel): Findable[] {
  const { relations, others } = stateAt(model, lastPlace(model));
  const tables = [...relations.values()];
  return [
    ...tables.map(({ history, key }) => findable(history.kind, history.name, linkTo('schema', { object: key }))),
    ...tables.flatMap(({ key, columns }) =>
      columns.map(({ history }) => findable('column', history.name, linkTo('schema', { object: key }))),
    ),
    ...tables.flatMap(({ key, indexes: own, constraints, others: rest }) =>
      [own, constraints, rest]
        .flat()
        .map(({ history }) => findable(history.kind, history.name, linkTo('schema', { object: key }))),
    ),
    ...others.map(({ history }) =>
      findable(history.kind, history.name, linkTo('schema', { kind: history.kind, object: keyOf(history) })),
    ),
    ...model.objects
      .filter(({ kind, changes }) => RELATION_KINDS.has(kind) && changes.at(-1)?.change === 'removed')
      .map((history) =>
        findable(`removed ${history.kind}`, history.name, linkTo('schema', { object: keyOf(history) })),
      ),
    ...model.migrations.map((migration) =>
      findable('migration', migrationTitle(migration), linkTo('migrations', { m: migration.version })),
    ),
  ];
}

function findable(kind: string, text: string, link: string): Findable {
  return { kind, text, link, searched: text.toLowerCase() };
}
