import { basename } from 'node:path';

import type { FoundMigrations } from '../migrations/find-migrations.ts';
import type { FolderFinding } from '../migrations/folder-finding.ts';
import type { Style } from './style.ts';

/** What is wrong with the names in a migrations folder: what, why and the mend, a paragraph each. */
export function formatFolderFindings(findings: readonly FolderFinding[], style: Style): string[] {
  return findings.flatMap(({ severity, file, what, why, mend }) => {
    const mark = severity === 'error' ? style.red('✗') : style.yellow('!');
    return ['', `${mark} ${style.bold(basename(file))} ${what}`, `    ${why}`, `    mend: ${mend}`];
  });
}

/**
 * The findings for a command that goes on all the same: what golang-migrate passes over without a word. Client data
 * beside the migrations is what this toolkit expects, and no news.
 */
export function formatSilentlyIgnored({ findings }: Pick<FoundMigrations, 'findings'>, style: Style): string[] {
  return formatFolderFindings(
    findings.filter(({ rule }) => rule !== 'client-data-seen-by-golang-migrate'),
    style,
  );
}
