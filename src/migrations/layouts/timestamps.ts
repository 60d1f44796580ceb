import type { Layout } from './layout.ts';

/**
 * No tool in particular: `VERSION_NAME.sql` in the order of the versions, as many tools write them beside the dates of Rails.
 * A file is sent as one query. There are no downs.
 */
export const timestamps: Layout = {
  name: 'timestamps',
  tool: 'the layout timestamps',
  fileNames: 'VERSION_NAME.sql',
  depth: 'folder',
  withoutTransaction: undefined,
  parseName(path) {
    const [, digits, name] = /^([0-9]+)[-_](.*)(?<!\.down)\.sql$/.exec(path) ?? [];
    return digits === undefined || name === undefined ? undefined : { version: [digits], name, direction: 'up' };
  },
  script: (text) => ({ sql: text, mode: 'whole' }),
};
