import { severityOfStatus, type FindingInFile } from '../../findings/finding.ts';
import type { LintReport } from '../../lint/engine/lint-report.ts';
import type { Migration } from '../../migrations/pairs/migration.ts';
import { readSqlFile } from '../../migrations/pairs/read-migration.ts';
import { runModeOf } from '../../sql/run-mode.ts';
import type { MigrationSource } from '../../verify/migration-source.ts';
import type { PageFile, PageLint } from '../model.ts';

/** The files of migrations with the findings of lint. */
export interface PageFiles {
  filesOf(source: MigrationSource): Promise<{ up: PageFile | null; down: PageFile | null }>;
  /** One sentence for each finding about the folder itself. */
  aboutFolder(migrations: readonly Migration[]): string[];
}

/** Sorts the findings of lint by file; what the baseline accepts is there with the reason. */
export function pageFiles({ findings, baselined }: LintReport): PageFiles {
  const all = [
    ...findings.map((found) => ({ found, accepted: found.waiver ?? null })),
    ...baselined.map((found) => ({ found, accepted: found.waiver ?? 'The baseline accepts it.' })),
  ];
  const byFile = new Map<string, typeof all>();
  for (const each of all) {
    const ofFile = byFile.get(each.found.file) ?? [];
    byFile.set(each.found.file, ofFile);
    ofFile.push(each);
  }
  const findingsOf = (path: string, isOfHalf: (line: number | undefined) => boolean): PageLint[] =>
    (byFile.get(path) ?? [])
      .filter(({ found }) => isOfHalf(found.line))
      .map(({ found, accepted }) => lintOf(found, accepted));

  return {
    async filesOf({ migration: { up, down }, up: upText = '' }) {
      // In some layouts one file is both: the text of the up has blank lines in place of the down.
      const isOne = up !== undefined && up === down;
      const upLines = isOne ? runModeOf(upText).sql.split('\n') : [];
      const isOfUp = (line: number | undefined): boolean =>
        !isOne || line === undefined || (upLines[line - 1] ?? '').trim() !== '';
      return {
        up: up === undefined ? null : { path: up, sql: await readSqlFile(up), lint: findingsOf(up, isOfUp) },
        down:
          down === undefined
            ? null
            : {
                path: down,
                sql: await readSqlFile(down),
                lint: findingsOf(down, (line) => !isOne || !isOfUp(line)),
              },
      };
    },
    aboutFolder(migrations) {
      const known = new Set(migrations.flatMap(({ up, down }) => [up, down]));
      return all
        .filter(({ found, accepted }) => accepted === null && !known.has(found.file))
        .map(({ found: { file, what, fix } }) => `${file}: ${what}. ${fix}`);
    },
  };
}

function lintOf({ code, status, line = 1, what, why, fix }: FindingInFile, accepted: string | null): PageLint {
  return { rule: code, severity: severityOfStatus(status), line, what, why, fix, accepted };
}
