import { psqlFix } from '../../fixes/psql-fix.ts';
import type { Rule } from '../../engine/rule.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  group: 'files',
  condition: "PostgreSQL's grammar rejects a file, or PL/pgSQL rejects a body in it",
  effect: 'The file fails when it runs. Other rules cannot check it.',
  remedy: 'Correct the SQL at this place.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'file',
  check: ({ path, text, unparsable, badBodies }) => [
    ...(unparsable?.code === 'SYNTAX'
      ? [{ index: unparsable.index, what: unparsable.what, ...psqlFix(path, text) }]
      : []),
    ...badBodies.map(({ index, what }) => ({ index, what: `in the PL/pgSQL body: ${what}` })),
  ],
};
