import type { Rule } from '../../engine/rule.ts';

export const clientDataTracked: Rule = {
  id: 'client-data-tracked',
  group: 'files',
  condition: 'git tracks the client data',
  effect:
    "Everyone with access to the repository, now or later, has the clients' data. Where the file lies beside the migrations, golang-migrate applies it in production, and later migrations are never applied.",
  remedy: 'Run git rm --cached on it and add it to .gitignore; if it was pushed, remove it from the history.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'chain',
  check: ({ found: { clientData }, clientDataTracked: isTracked }) =>
    clientData !== undefined && isTracked
      ? [{ file: clientData, index: undefined, what: 'the client data is tracked by git' }]
      : [],
};
