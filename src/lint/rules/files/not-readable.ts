import type { Rule } from '../../engine/rule.ts';

export const notReadable: Rule = {
  id: 'not-readable',
  group: 'files',
  condition: 'a file is not UTF-8, starts with a byte order mark, or contains a NUL byte',
  effect: 'PostgreSQL rejects the file with a message that does not name the cause.',
  remedy: 'Save it as UTF-8 without a byte order mark.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'file',
  check: ({ unparsable }) =>
    unparsable === undefined || unparsable.code === 'SYNTAX'
      ? []
      : [{ index: undefined, what: unparsable.what, fix: unparsable.hint }],
};
