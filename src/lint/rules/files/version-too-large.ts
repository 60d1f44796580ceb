import { folderRule } from '../../rule-builders/folder-rule.ts';

export const versionTooLarge = folderRule({
  id: 'version-too-large',
  condition: 'a version is larger than a bigint',
  effect: 'golang-migrate runs the file, but cannot store its version.',
  remedy: 'Use a smaller version.',
  presets: { recommended: 'error', strict: 'error' },
});
