import type { Rule } from '../../lint/engine/rule.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const siteIdNotSnakeCase: Rule = {
  id: 'site-id-not-snake-case',
  group: 'types and conventions',
  condition: 'a row is written with a site_id or client_id that is not lower case letters, digits and underscores',
  effect: 'The id is typed by hand in notebooks and file names, and is refused by the table of sites.',
  remedy: 'Write it as in foobar_house.',
  presets: { elementaldb: 'error' },
  only: 'up',
  on: 'statement',
  kinds: ['insert'],
  check: ({ node, start, actions }, { schema }) => {
    if (!('InsertStmt' in node)) {
      return undefined;
    }
    const { cols = [], selectStmt } = node.InsertStmt;
    const names = cols.map((each) => ('ResTarget' in each ? (each.ResTarget.name ?? '') : ''));
    const at = names.findIndex((name) => /^(?:site|client)_id$/.test(name));
    const [insert] = actions;
    const table = insert?.kind === 'insert' ? schema.table(insert.table) : undefined;
    if (table?.columns.get(names[at] ?? '')?.type === 'uuid') {
      return undefined;
    }
    const lists =
      selectStmt !== undefined && 'SelectStmt' in selectStmt ? (selectStmt.SelectStmt.valuesLists ?? []) : [];
    for (const list of at === -1 ? [] : lists) {
      const value = 'List' in list ? list.List.items?.[at] : undefined;
      const id = value !== undefined && 'A_Const' in value ? value.A_Const.sval?.sval : undefined;
      if (id !== undefined && !/^[0-9a-z_]+$/.test(id) && !UUID.test(id)) {
        return { index: start, what: `the id "${id}" is not in lower_snake_case` };
      }
    }
    return undefined;
  },
};
