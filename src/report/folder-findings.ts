import { noMatch, type FoundMigrations } from '../migrations/pairs/find-migrations.ts';
import type { FolderFinding } from '../migrations/pairs/folder-finding.ts';
import type { Style } from './style.ts';
import { wrap } from './layout.ts';
import { fileLabel } from '../support/file-label.ts';

export interface FolderFindingsOptions {
  style: Style;
  width?: number | undefined;
}

/** What is wrong in a migrations folder, its names and its waivers: where and what, why, and the fix, a paragraph each. */
export function formatFolderFindings(
  findings: readonly FolderFinding[],
  { style, width = 80 }: FolderFindingsOptions,
): string[] {
  return findings.flatMap(({ severity, file, line, what, why, fix }) => {
    const mark = severity === 'error' ? style.red('✗') : style.yellow('!');
    const place = `${fileLabel(file)}${line === undefined ? '' : `:${line}`}`;
    return [
      '',
      ...wrap(`${mark} ${style.bold(place)} ${what}`, width),
      ...wrap(`    ${why}`, width),
      ...wrap(`    fix: ${fix}`, width),
    ];
  });
}

/**
 * The findings for a command that goes on all the same: what golang-migrate passes over without a word. Client data
 * beside the migrations is what this toolkit expects, and no news, unless it is not loaded.
 */
export function formatSilentlyIgnored(
  { findings, notLoaded, unmatchedPattern }: Pick<FoundMigrations, 'findings' | 'notLoaded' | 'unmatchedPattern'>,
  options: FolderFindingsOptions,
): string[] {
  return [
    ...(unmatchedPattern === undefined ? [] : [`note: ${noMatch(unmatchedPattern)}`]),
    ...formatFolderFindings(
      findings.filter(({ file, rule }) => rule !== 'client-data-seen-by-golang-migrate' || notLoaded.includes(file)),
      options,
    ),
  ];
}
