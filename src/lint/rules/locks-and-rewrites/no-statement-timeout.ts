import type { Rule } from '../../engine/rule.ts';

export const noStatementTimeout: Rule = {
  id: 'no-statement-timeout',
  group: 'locks and rewrites',
  condition: 'a file alters a table in use and sets no statement_timeout',
  effect: 'A statement that drops longer than on the test database holds its locks until someone notices.',
  remedy: "Write SET LOCAL statement_timeout = '5s'; at the head of the transaction.",
  presets: { strict: 'warning' },
  covers: ['squawk require-statement-timeout', 'strong_migrations statement_timeout'],
  only: 'up',
  on: 'file',
  check: ({ path, statements }, { after }) => {
    const sets = statements.some(({ actions }) =>
      actions.some((action) => action.kind === 'setting' && action.name === 'statement_timeout'),
    );
    const altered = statements
      .flatMap(({ actions }) => actions)
      .find(
        (action) => ALTERING.has(action.kind) && 'table' in action && after.table(action.table)?.made.file !== path,
      );
    return sets || altered === undefined ? [] : [{ index: altered.index, what: 'no statement_timeout is set' }];
  },
};

const ALTERING = new Set(['add-column', 'alter-column', 'add-constraint', 'create-index', 'update', 'delete']);
