import type { LintFile } from '../engine/lint-file.ts';

/** Computes something once per file, however many of its statements ask for it: a file may have fifty thousand. */
export function perFile<T>(compute: (file: LintFile) => T): (file: LintFile) => T {
  const computed = new WeakMap<LintFile, { value: T }>();
  return (file) => {
    let known = computed.get(file);
    if (known === undefined) {
      known = { value: compute(file) };
      computed.set(file, known);
    }
    return known.value;
  };
}
