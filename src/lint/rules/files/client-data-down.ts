import { folderRule } from '../../rule-builders/folder-rule.ts';

export const clientDataDown = folderRule({
  id: 'client-data-down',
  condition: 'a down file exists for the client data',
  effect: 'Nothing ever runs it: client data is loaded after the migrations and is never reverted.',
  remedy: 'Remove the file.',
  presets: { recommended: 'warning', strict: 'warning' },
});
