import { actionRule } from '../../rule-builders/action-rule.ts';

export const sessionSetting = actionRule({
  id: 'session-setting',
  group: 'transactions',
  condition: 'SET changes a setting of the session, and the file does not reset it',
  effect: 'All files of a run share one session, so the setting applies to every later file.',
  remedy: 'Write SET LOCAL in a transaction.',
  presets: { recommended: 'warning', strict: 'error' },
  kinds: ['setting'],
  check: ({ name, local, reset }, { file, statement }) => {
    if (local || reset || statement.within !== undefined) {
      return undefined;
    }
    const isReset = file.statements.some(
      ({ start, actions }) =>
        start > statement.start && actions.some((each) => each.kind === 'setting' && each.reset && each.name === name),
    );
    return isReset ? undefined : `${name} stays set for the files after this one`;
  },
});
