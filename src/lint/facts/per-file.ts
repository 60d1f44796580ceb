import type { LintFile } from '../engine/parse-file.ts';

/** What is found out of a file once, however many of its statements ask: a file may have fifty thousand. */
export function perFile<T>(findOut: (file: LintFile) => T): (file: LintFile) => T {
  const remembered = new WeakMap<LintFile, { value: T }>();
  return (file) => {
    let known = remembered.get(file);
    if (known === undefined) {
      known = { value: findOut(file) };
      remembered.set(file, known);
    }
    return known.value;
  };
}
