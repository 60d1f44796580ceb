import { inFolder } from '../in-folder.ts';
import type { Rule } from '../rule.ts';

export const clientDataDown: Rule = {
  id: 'client-data-down',
  group: 'files',
  condition: 'there is a down of the client data',
  effect: 'Client data is a stage after the migrations and is never undone: nothing runs the file.',
  remedy: 'Remove the file.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  ...inFolder('client-data-down'),
};
