import { severityOfStatus } from '../../findings/finding.ts';
import { pathFrom, sentence, type Reported } from '../reported.ts';

/**
 * One line for each finding, `path:line:column: message [severity/rule]`, which editors and most tools for reviews can read. What has no
 * place in its file gets the first one. Columns count characters from 1.
 */
export function formatUnix({ findings, base }: Reported): string {
  return findings
    .map((found) => {
      const { status, file, line = 1, column = 1, code } = found;
      const place = `${onOneLine(pathFrom(base, file))}:${line}:${column}`;
      return `${place}: ${onOneLine(sentence(found))} [${severityOfStatus(status)}/${code}]`;
    })
    .join('\n');
}

/** Without line ends, and without control characters, which a terminal would obey. */
function onOneLine(text: string): string {
  return text.replaceAll(/[ \t]*[\r\n]+[ \t]*/g, ' ').replaceAll(/(?!\t)\p{Cc}/gu, '\uFFFD');
}
