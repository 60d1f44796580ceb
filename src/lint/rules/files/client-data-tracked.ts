import type { Rule } from '../../engine/rule.ts';

export const clientDataTracked: Rule = {
  id: 'client-data-tracked',
  group: 'files',
  condition: 'the client data is tracked by git',
  effect: "Everyone with the repository, now and later, has the clients' data.",
  remedy: 'Run git rm --cached on it, list it in .gitignore, and take it out of the history if it was pushed.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'chain',
  check: ({ found: { clientData }, clientDataTracked: isTracked }) =>
    clientData === undefined || !isTracked
      ? []
      : [{ file: clientData, index: undefined, what: 'client data is tracked by git' }],
};
