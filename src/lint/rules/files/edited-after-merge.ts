import type { Rule } from '../../engine/rule.ts';
import { fileLabel } from '../../../support/file-label.ts';

export const editedAfterMerge: Rule = {
  id: 'edited-after-merge',
  group: 'files',
  condition: 'with --changed-since, a file that the commit contains was edited',
  effect: 'Databases that have applied it never get the change, so databases of the same version differ.',
  remedy: 'Restore the file, and write a new migration.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'chain',
  check: ({ files, changes }) =>
    [...new Set(files.map(({ path }) => path))]
      .filter((path) => changes?.edited.has(fileLabel(path)) === true)
      .map((file) => ({ file, index: undefined, what: 'the file was edited after it was merged' })),
};
