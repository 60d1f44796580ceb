import type { AnonymizationPlan } from '../anonymize/plan/plan-entry.ts';
import type { OutputFile } from '../output/output-file.ts';
import { LeakCheck } from './leak-check.ts';
import { requireNoLeaks } from './require-no-leaks.ts';

/** A file whose content is searched for original values on its way. */
export interface CheckedFile extends OutputFile {
  /** Call it at the end, before the file gets its name. @throws ElementalError `ANONYMIZE_LEAK` */
  requireNoLeaks?: () => void;
}

/** Searches all that is written to a file for the original values of a plan. */
export function checkedFile(
  file: OutputFile,
  { originals, ruleName, isReading, decimalDomain, kindOf }: AnonymizationPlan,
): CheckedFile {
  const check = new LeakCheck(originals, isReading, decimalDomain, kindOf);
  return {
    get bytes() {
      return file.bytes;
    },
    write: (bytes) => {
      const encoded = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      check.push(encoded);
      return file.write(encoded);
    },
    requireNoLeaks: () => requireNoLeaks(check.end(), ruleName),
  };
}
