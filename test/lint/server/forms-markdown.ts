import { RELEASES } from '../../releases/releases.ts';
import type { Claims } from './claims.ts';
import type { Form } from './form.ts';
import type { Observed } from './observe.ts';

/** A form with what each release did, and what lint says. */
export interface FormRow {
  group: string;
  form: Form;
  observed: ReadonlyMap<number, Observed | undefined>;
  claims: Claims;
}

const HEAD = `# What statements lock, read and rewrite

Made by \`test/lint/server\` from PostgreSQL ${RELEASES.map(({ npm }) => npm.replace(/^(\d+\.\d+).*/, '$1')).join(', ')}: each statement ran on tables
with rows, in a session whose time zone is not UTC. *Rewritten*: \`pg_relation_filenode\` of a table is another one, and rows were
copied. *Read*: all rows of a table were read. *Lock*: the strongest one on a table that was there before. The
last column has the rules of \`lint --preset strict\` that say so. The test fails where lint and a server differ, except in the rows with a note.

In the statements \`meter\` has a row security policy, a trigger, an identity column \`code\`, a stored generated column
\`doubled\`, a validated CHECK (checked IS NOT NULL), and an index over \`b\`; \`filled\` is NOT NULL; \`plain\` is a domain without a CHECK, \`amount\`
one with a CHECK. \`rest\` has a DEFAULT partition, \`safe\` has one with a CHECK that excludes 2025; \`loose\` and \`bounded\` are
tables with rows of 2025, and \`bounded\` has a CHECK for 2025.
`;

const COLUMNS = '| statement | PostgreSQL | rewritten | read | lock | rules |\n|---|---|---|---|---|---|';

/** The page with one table for each group. */
export function formsMarkdown(rows: readonly FormRow[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const tables = groups.map((name) => {
    const lines = rows.filter(({ group }) => group === name).flatMap(rowLines);
    return `## ${name}\n\n${COLUMNS}\n${lines.join('\n')}\n`;
  });
  return [HEAD, ...tables].join('\n');
}

/** One line for each answer: releases that did the same share it. */
function rowLines({ form, observed, claims }: FormRow): string[] {
  const byAnswer = new Map<string, number[]>();
  for (const [major, did] of observed) {
    if (did !== undefined) {
      const answer = answerOf(did);
      byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), major]);
    }
  }
  const said = [...claims.rules.map((rule) => `\`${rule}\``), ...(form.differs === undefined ? [] : [form.differs])];
  const statement = [form.before, form.sql].flatMap((sql) => (sql === undefined ? [] : `\`${sql}\``)).join(' then ');
  return [...byAnswer].map(
    ([answer, majors]) => `| ${statement} | ${rangeOf(majors)} | ${answer} | ${said.join('; ')} |`,
  );
}

function answerOf({ rewritten, scanned, lock, refused }: Observed): string {
  return refused === undefined
    ? `${rewritten ? 'yes' : ''} | ${scanned ? 'yes' : ''} | ${lock}`
    : `refused: ${refused} | | `;
}

function rangeOf(majors: readonly number[]): string {
  return majors.length === 1 ? `${majors[0]}` : `${majors[0]}–${majors.at(-1)}`;
}
