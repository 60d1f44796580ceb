import { basename } from 'node:path';

import type { Rule } from '../../engine/rule.ts';

export const versionBelowHead: Rule = {
  id: 'version-below-head',
  group: 'files',
  condition: 'with --changed-since, a new migration has a version that is not above all of the commit',
  effect: 'golang-migrate passes over it in silence wherever the later version has been applied.',
  remedy: 'Give it the next version.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['Atlas non-linear'],
  on: 'chain',
  check: ({ files, changes }) => {
    const highest = changes?.highest;
    return highest === undefined
      ? []
      : files
          .filter(
            ({ path, direction, version }) =>
              direction === 'up' && changes?.added.has(basename(path)) === true && version <= highest,
          )
          .map(({ path, version }) => ({
            file: path,
            index: undefined,
            what: `version ${version} is not above ${highest}`,
          }));
  },
};
