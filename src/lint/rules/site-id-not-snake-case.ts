import type { Rule } from '../rule.ts';

export const siteIdNotSnakeCase: Rule = {
  id: 'site-id-not-snake-case',
  group: 'types and conventions',
  condition: 'a row is written with a site_id or client_id that is not lower case letters, digits and underscores',
  effect: 'The id is typed by hand in notebooks and file names, and is refused by the table of sites.',
  remedy: 'Write it as in foobar_house.',
  presets: { elementaldb: 'error' },
  only: 'up',
  on: 'statement',
  of: ['insert'],
  check: ({ node, start }) => {
    if (!('InsertStmt' in node)) {
      return undefined;
    }
    const { cols = [], selectStmt } = node.InsertStmt;
    const at = cols.findIndex((each) => 'ResTarget' in each && /^(?:site|client)_id$/.test(each.ResTarget.name ?? ''));
    const lists =
      selectStmt !== undefined && 'SelectStmt' in selectStmt ? (selectStmt.SelectStmt.valuesLists ?? []) : [];
    for (const list of at === -1 ? [] : lists) {
      const value = 'List' in list ? list.List.items?.[at] : undefined;
      const id = value !== undefined && 'A_Const' in value ? value.A_Const.sval?.sval : undefined;
      if (id !== undefined && !/^[0-9a-z_]+$/.test(id)) {
        return { index: start, what: `the id "${id}" is not in lower_snake_case` };
      }
    }
    return undefined;
  },
};
