import type { Rule } from '../../engine/rule.ts';
import { fileLabel } from '../../../support/file-label.ts';

export const versionBelowHead: Rule = {
  id: 'version-below-head',
  group: 'files',
  condition: 'with --changed-since, the version of a new migration is not higher than all versions of the commit',
  effect: 'Where the higher version is applied already, golang-migrate silently skips the new one.',
  remedy: 'Give it the next version.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['Atlas non-linear'],
  on: 'chain',
  check: ({ files, changes }) =>
    files.flatMap(({ path, direction, version }) =>
      direction === 'up' &&
      changes?.highest !== undefined &&
      changes.added.has(fileLabel(path)) &&
      version <= changes.highest
        ? [{ file: path, index: undefined, what: `version ${version} is not higher than ${changes.highest}` }]
        : [],
    ),
};
