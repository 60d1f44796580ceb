import type { Reported } from '../reported.ts';
import { formatGithub } from './github.ts';
import { formatGitlab } from './gitlab.ts';
import { formatJunit } from './junit.ts';
import { formatMarkdown } from './markdown.ts';
import { formatRdjson } from './rdjson.ts';
import { formatSarif } from './sarif.ts';
import { formatUnix } from './unix.ts';

/** The forms of a report for other programs. */
export const REPORT_FORMATS = ['junit', 'sarif', 'github', 'gitlab', 'markdown', 'unix', 'rdjson'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The report in one of the forms. */
export function formatReported(reported: Reported, format: ReportFormat): string {
  switch (format) {
    case 'junit': {
      return formatJunit(reported);
    }
    case 'sarif': {
      return formatSarif(reported);
    }
    case 'github': {
      return formatGithub(reported);
    }
    case 'gitlab': {
      return formatGitlab(reported);
    }
    case 'markdown': {
      return formatMarkdown(reported);
    }
    case 'unix': {
      return formatUnix(reported);
    }
    case 'rdjson': {
      return formatRdjson(reported);
    }
  }
}
