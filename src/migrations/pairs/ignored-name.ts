import type { FolderFinding } from './folder-finding.ts';

/** Looks at a file whose name golang-migrate passes over, and says so if it was probably meant as a migration. */
export function ignoredNameFinding(path: string, fileName: string): FolderFinding[] {
  if (/^[0-9]+_.*\.(?:down|up)\./i.test(fileName)) {
    const tooLarge = /^[0-9]{20,}_/.test(fileName);
    return [
      tooLarge
        ? {
            rule: 'ignored-name',
            severity: 'error',
            file: path,
            what: 'is never run: its version is larger than 64 bits',
            why: 'golang-migrate ignores such a file in silence.',
            fix: 'Take a smaller version.',
          }
        : {
            rule: 'wrong-case',
            severity: 'error',
            file: path,
            what: 'is never run: `up` and `down` must be lower case',
            why: 'golang-migrate ignores such a file in silence.',
            fix: `Rename it to ${fileName.toLowerCase()}.`,
          },
    ];
  }
  if (!/\.sql$/i.test(fileName)) {
    return [];
  }
  const suggestion = suggestName(fileName);
  return [
    {
      rule: 'ignored-name',
      severity: 'error',
      file: path,
      what: 'is never run: its name is not VERSION_NAME.up.sql or VERSION_NAME.down.sql',
      why: 'golang-migrate ignores such a file in silence.',
      fix:
        suggestion === undefined
          ? 'Rename it, or move it out of the folder.'
          : `Rename it to ${suggestion}, or move it out of the folder.`,
    },
  ];
}

/** A name golang-migrate would take for `V3__b.up.sql`, `2-b.up.sql` or `4_c.sql`. */
function suggestName(fileName: string): string | undefined {
  const match = /^[vu]?([0-9]+)[-_. ]*(.*?)(?:[._-](up|down))?\.sql$/i.exec(fileName);
  const [, version, name, direction] = match ?? [];
  if (version === undefined || name === undefined) {
    return undefined;
  }
  return `${version}_${name === '' ? 'name' : name}.${direction?.toLowerCase() ?? 'up'}.sql`;
}
