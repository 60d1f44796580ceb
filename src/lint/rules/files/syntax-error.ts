import type { Rule } from '../../engine/rule.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  group: 'files',
  condition: "PostgreSQL's grammar refuses a file, or PL/pgSQL a body in it",
  effect: 'The file fails when it is run. Nothing else can be said of it.',
  remedy: 'Correct the SQL. Commands of psql, such as \\i, are no SQL, nor are rows after COPY … FROM stdin.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'file',
  check: ({ unparsable, badBodies }) => [
    ...(unparsable?.code === 'SYNTAX' ? [{ index: unparsable.index, what: unparsable.what }] : []),
    ...badBodies.map(({ index, what }) => ({ index, what: `in the PL/pgSQL body: ${what}` })),
  ],
};
