import { statusOfSeverity, type FindingInFile, type Severity } from '../../findings/finding.ts';
import { contentHash } from '../../support/hash.ts';
import type { Found } from './rule.ts';
import type { Source } from './lint-file.ts';
import { fileLabel } from '../../support/file-label.ts';

/** The findings of the report, sorted by file and position. A finding without severity is left out. */
export function toFindings(
  found: readonly Found[],
  sources: ReadonlyMap<string, Source>,
  severityOf: (found: Found) => Severity | undefined,
): FindingInFile[] {
  const fingerprints = new Fingerprints(sources);
  return found
    .flatMap((each): FindingInFile[] => {
      const severity = severityOf(each);
      if (severity === undefined) {
        return [];
      }
      const { rule, file } = each;
      const { index, what, fix = rule.remedy, sql, edits = [] } = each.finding;
      const position = index === undefined ? undefined : sources.get(file)?.positionOf(index);
      const number = fingerprints.add(each);
      return [
        {
          code: rule.id,
          status: statusOfSeverity(severity),
          populated: false,
          file,
          line: position?.line,
          column: position?.column,
          what,
          why: rule.effect,
          fix,
          sql: sql === undefined ? [] : [sql],
          details: [],
          edits,
          waiver: undefined,
          get fingerprint() {
            return fingerprints.get(number);
          },
        },
      ];
    })
    .toSorted((a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** Keys of findings, from their texts and the lines of code; all are computed when the first is needed. */
class Fingerprints {
  readonly #found: Found[] = [];
  readonly #sources: ReadonlyMap<string, Source>;
  #computed: string[] | undefined;

  constructor(sources: ReadonlyMap<string, Source>) {
    this.#sources = sources;
  }

  add(found: Found): number {
    return this.#found.push(found) - 1;
  }

  get(number: number): string {
    this.#computed ??= this.#computeAll();
    return this.#computed[number] ?? '';
  }

  #computeAll(): string[] {
    const counts = new Map<string, number>();
    return this.#found.map(({ rule, finding: { index, what }, file }) => {
      const line = lineAt(this.#sources.get(file)?.text ?? '', index);
      const key = `${rule.id}\n${fileLabel(file)}\n${what}\n${line}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return contentHash([key, String(count)]);
    });
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The line at an index; only the part around it if it is very long, because a whole file may be one line. */
function lineAt(text: string, index: number | undefined): string {
  if (index === undefined) {
    return '';
  }
  const before = text.slice(Math.max(0, index - MAX_AROUND), index);
  const after = text.slice(index, index + MAX_AROUND);
  return `${before.slice(before.lastIndexOf('\n') + 1)}${after.split('\n', 1)[0] ?? ''}`.trim();
}

const MAX_AROUND = 1000;
