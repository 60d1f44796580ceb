import type { JSX } from 'preact';

import { AXES } from '../../../findings/names.ts';
import type { PageFile, PageMigration } from '../../model.ts';
import { SqlView, type LineNote } from '../sql/sql-view.tsx';
import { linkWith, type Route } from '../state/route.ts';
import { replaceWith } from '../state/use-route.ts';

interface MigrationFilesProps {
  migration: PageMigration;
  route: Route;
}

/** The up and the down of a migration, one at a time, with the findings below their lines. */
export function MigrationFiles({ migration, route }: MigrationFilesProps): JSX.Element {
  const { up, down } = migration;
  const side = route.params.get('file') === 'down' || up === null ? 'down' : 'up';
  const file = side === 'up' ? up : down;
  const line = Number(route.params.get('line'));
  return (
    <div class="block">
      <div class="tabs" role="group" aria-label="File">
        {(['up', 'down'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={side === each}
            onClick={() => replaceWith(linkWith(route, { file: each, line: '' }))}
          >
            {each}
          </button>
        ))}
        <span class="quiet path">{file?.path ?? ''}</span>
      </div>
      {file === null ? (
        <p class="note warn">There is no {side}.</p>
      ) : (
        <SqlView sql={file.sql} line={line > 0 ? line : undefined} notes={notesOn(file, migration)} />
      )}
    </div>
  );
}

function notesOn(file: PageFile, { verdict }: PageMigration): LineNote[] {
  const lint = file.lint.map(({ line, rule, severity, what, why, fix, accepted }): LineNote => ({
    line,
    tone: accepted === null ? severity : 'quiet',
    text:
      accepted === null
        ? `${severity}: ${what} (${rule}). ${why} Fix: ${fix}`
        : `accepted: ${what} (${rule}). ${accepted}`,
  }));
  const findings = verdict === null ? [] : AXES.flatMap((axis) => verdict.verdicts[axis].findings);
  const judged = findings
    .filter((found) => found.file === file.path)
    .map(({ line = 1, status, what, code, fix }): LineNote => ({
      line,
      tone: status === 'fail' ? 'error' : status === 'warn' ? 'warning' : 'quiet',
      text: `${status === 'waived' ? 'accepted' : status === 'fail' ? 'failed' : 'warned'}: ${what} (${code}). Fix: ${fix}`,
    }));
  return [...lint, ...judged];
}
