import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const versionTooLarge: Rule = {
  id: 'version-too-large',
  group: 'files',
  condition: 'a version is larger than the ledger can hold',
  effect: 'The ledger is a bigint: golang-migrate would run the file and forget that it did.',
  remedy: 'Take a smaller version.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('version-too-large'),
};
