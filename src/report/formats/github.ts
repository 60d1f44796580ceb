import { severityOfStatus } from '../../findings/finding.ts';
import { pathFrom, sentence, type Reported } from '../reported.ts';

/**
 * Workflow commands, which GitHub Actions shows beside the lines of a pull request.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function formatGithub({ findings, base }: Reported): string {
  return findings
    .map((found) => {
      const { status, file, line, column, code } = found;
      const properties = [
        `file=${property(pathFrom(base, file))}`,
        ...(line === undefined ? [] : [`line=${line}`]),
        ...(column === undefined ? [] : [`col=${column}`]),
        `title=${property(code)}`,
      ];
      return `::${severityOfStatus(status)} ${properties.join(',')}::${data(sentence(found))}`;
    })
    .join('\n');
}

/** Escapes the characters that GitHub reads as part of a command, and removes control characters, which it would print in the log. */
function data(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '\uFFFD')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
