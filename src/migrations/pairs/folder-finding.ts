/** The rules about the files of a migrations folder. */
export type FolderRule =
  | 'client-data-down'
  | 'client-data-seen-by-golang-migrate'
  | 'different-names'
  | 'duplicate-version'
  | 'empty-file'
  | 'folder-instead-of-file'
  | 'ignored-name'
  | 'malformed-waiver'
  | 'missing-down'
  | 'missing-up'
  | 'unused-waiver'
  | 'unusual-extension'
  | 'unknown-version'
  | 'nested-folder-ignored'
  | 'version-too-large'
  | 'wrong-case';

/** Something in a migrations folder that golang-migrate silently ignores or fails on. */
export interface FolderFinding {
  rule: FolderRule;
  severity: 'error' | 'warning';
  /** Path of the file or folder. */
  file: string;
  line?: number;
  what: string;
  why: string;
  fix: string;
}
