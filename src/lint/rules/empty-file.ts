import { inFolder } from '../in-folder.ts';
import type { Rule } from '../rule.ts';

export const emptyFile: Rule = {
  id: 'empty-file',
  group: 'files',
  condition: 'a file holds no byte',
  effect: 'golang-migrate moves the version without changing anything, and nobody can tell whether that was meant.',
  remedy: 'Write the SQL, or a comment that says why there is none.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  ...inFolder('empty-file'),
};
