import { psqlFix } from '../../../sql/dump/psql-lines.ts';
import type { Rule, RuleFinding } from '../../engine/rule.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  group: 'files',
  condition: "PostgreSQL's grammar rejects a file, or PL/pgSQL rejects a body in it",
  effect: 'The file fails when it runs. Other rules cannot check it.',
  remedy: 'Correct the SQL at this place.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'file',
  check: ({ text, unparsable, badBodies }) => [
    ...(unparsable?.code === 'SYNTAX' ? [{ index: unparsable.index, what: unparsable.what, ...fixFor(text) }] : []),
    ...badBodies.map(({ index, what }) => ({ index, what: `in the PL/pgSQL body: ${what}` })),
  ],
};

/** Nothing where the file is not for psql. */
function fixFor(text: string): Pick<RuleFinding, 'fix' | 'edits'> {
  const found = psqlFix(text);
  return found === undefined ? {} : { fix: found.fix, ...(found.parts.length === 0 ? {} : { edits: found.parts }) };
}
