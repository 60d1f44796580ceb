import type { LocatedRuleFinding, Rule } from '../../engine/rule.ts';

export const emptyFile: Rule = {
  id: 'empty-file',
  group: 'files',
  condition: 'a file holds no byte',
  effect: 'golang-migrate moves the version without changing anything, and nobody can tell whether that was meant.',
  remedy: 'Write the SQL, or a comment that says why there is none.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  on: 'chain',
  check: ({ found: { findings }, files }) => [
    ...files.filter(({ isEmpty }) => isEmpty).map(({ path }) => empty(path)),
    // Of files that are part of no pair.
    ...findings.filter(({ rule }) => rule === 'empty-file').map(({ file }) => empty(file)),
  ],
};

function empty(file: string): LocatedRuleFinding {
  return { file, index: undefined, what: 'is empty' };
}
