import type { Rule } from '../../engine/rule.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  group: 'files',
  condition: "PostgreSQL's grammar rejects a file, or PL/pgSQL rejects a body in it",
  effect: 'The file fails when it runs. Other rules cannot check it.',
  remedy: 'Correct the SQL. Commands of psql such as \\i and rows after COPY … FROM stdin are not SQL.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'file',
  check: ({ unparsable, badBodies }) => [
    ...(unparsable?.code === 'SYNTAX' ? [{ index: unparsable.index, what: unparsable.what }] : []),
    ...badBodies.map(({ index, what }) => ({ index, what: `in the PL/pgSQL body: ${what}` })),
  ],
};
