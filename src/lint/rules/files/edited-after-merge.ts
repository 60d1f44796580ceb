import { basename } from 'node:path';

import type { Rule } from '../../engine/rule.ts';

export const editedAfterMerge: Rule = {
  id: 'edited-after-merge',
  group: 'files',
  condition: 'with --changed-since, a file that the commit has already has been edited',
  effect: 'Databases that have applied it never see the change: two databases of one version are no longer alike.',
  remedy: 'Put the file back, and write a new migration.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'chain',
  check: ({ files, changes }) =>
    changes === undefined
      ? []
      : files
          .filter(({ path }) => changes.edited.has(basename(path)))
          .map(({ path }) => ({
            file: path,
            index: undefined,
            what: 'the file has been merged already, and is edited',
          })),
};
