/** What the names and sizes of the files in a migrations folder can be found wanting of. */
type FolderRule =
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

/** Something that golang-migrate ignores in silence or trips over, seen from the folder alone. */
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
