import type { Rule } from '../../engine/rule.ts';

export const emptyFile: Rule = {
  id: 'empty-file',
  group: 'files',
  condition: 'a file is empty',
  effect: 'golang-migrate changes the version and nothing else. Nobody can tell whether that is intended.',
  remedy: 'Write the SQL, or a comment that says why there is none.',
  presets: { recommended: 'warning', strict: 'warning' },
  on: 'chain',
  check: ({ found: { findings }, files }) =>
    [
      ...files.filter(({ isEmpty }) => isEmpty).map(({ path }) => path),
      // Files that belong to no pair.
      ...findings.filter(({ rule }) => rule === 'empty-file').map(({ file }) => file),
    ].map((file) => ({ file, index: undefined, what: 'the file is empty' })),
};
