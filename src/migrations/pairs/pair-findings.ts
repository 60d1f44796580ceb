import { basename } from 'node:path';

import { parseFileName } from './file-name.ts';
import type { FolderFinding } from './folder-finding.ts';
import type { Migration } from './migration.ts';

/** What is wrong with the two halves of a migration as a pair: one missing, or two names. */
export function pairFindings(migration: Migration): FolderFinding[] {
  const { up, down } = migration;
  if (up === undefined && down !== undefined) {
    return [
      {
        rule: 'missing-up',
        severity: 'error',
        file: down,
        what: 'has no up beside it',
        why: 'golang-migrate moves the version up without running anything; the down then undoes what was never done.',
        fix: `Add ${sibling(down, 'up')}, or remove this file.`,
      },
    ];
  }
  if (down === undefined && up !== undefined) {
    return [
      {
        rule: 'missing-down',
        severity: 'warning',
        file: up,
        what: 'has no down beside it',
        why: 'golang-migrate moves the version down without undoing anything.',
        fix: `Add ${sibling(up, 'down')}.`,
      },
    ];
  }
  const upName = up && parseFileName(basename(up))?.name;
  const downName = down && parseFileName(basename(down))?.name;
  if (down !== undefined && upName !== downName) {
    return [
      {
        rule: 'different-names',
        severity: 'warning',
        file: down,
        what: `is the down of ${upName ?? ''} but is called ${downName ?? ''}`,
        why: 'golang-migrate pairs files by version alone; people pair them by name.',
        fix: 'Give both halves one name, or one of them a version of its own.',
      },
    ];
  }
  return [];
}

function sibling(path: string, direction: 'up' | 'down'): string {
  return basename(path).replace(/\.(?:up|down)(?=\.[^.]*$)/, `.${direction}`);
}
