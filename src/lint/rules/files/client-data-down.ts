import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const clientDataDown: Rule = {
  id: 'client-data-down',
  group: 'files',
  condition: 'there is a down of the client data',
  effect: 'Client data is a stage after the migrations and is never undone: nothing runs the file.',
  remedy: 'Remove the file.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  ...inFolder('client-data-down'),
};
