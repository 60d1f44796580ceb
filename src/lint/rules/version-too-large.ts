import { inFolder } from '../in-folder.ts';
import type { Rule } from '../rule.ts';

export const versionTooLarge: Rule = {
  id: 'version-too-large',
  group: 'files',
  condition: 'a version is larger than the ledger can hold',
  effect: 'The ledger is a bigint: golang-migrate would run the file and forget that it did.',
  remedy: 'Take a smaller version.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('version-too-large'),
};
