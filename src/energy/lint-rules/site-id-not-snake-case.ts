import type { Rule } from '../../lint/engine/rule.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const siteIdNotSnakeCase: Rule = {
  id: 'site-id-not-snake-case',
  group: 'types and conventions',
  condition: 'a row is inserted with a site_id or client_id that is not lower_snake_case',
  effect: 'People type these ids in notebooks and file names, and the table of sites rejects other characters.',
  remedy: 'Use lower-case letters, digits and underscores, as in foobar_house.',
  presets: {},
  only: 'up',
  on: 'statement',
  kinds: ['insert'],
  check: ({ node, start, actions }, { schema }) => {
    if (!('InsertStmt' in node)) {
      return undefined;
    }
    const { cols = [], selectStmt } = node.InsertStmt;
    const names = cols.map((each) => ('ResTarget' in each ? (each.ResTarget.name ?? '') : ''));
    const position = names.findIndex((name) => /^(?:site|client)_id$/.test(name));
    const [insert] = actions;
    const table = insert?.kind === 'insert' ? schema.table(insert.table) : undefined;
    if (position === -1 || table?.columns.get(names[position] ?? '')?.type === 'uuid') {
      return undefined;
    }
    const rows =
      selectStmt !== undefined && 'SelectStmt' in selectStmt ? (selectStmt.SelectStmt.valuesLists ?? []) : [];
    for (const row of rows) {
      const value = 'List' in row ? row.List.items?.[position] : undefined;
      const id = value !== undefined && 'A_Const' in value ? value.A_Const.sval?.sval : undefined;
      if (id !== undefined && !/^[0-9a-z_]+$/.test(id) && !UUID.test(id)) {
        return { index: start, what: `the id "${id}" is not lower_snake_case` };
      }
    }
    return undefined;
  },
};
