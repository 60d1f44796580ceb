import type { JSX } from 'preact';

import { coloredLines } from './lines.ts';

/** A short piece of SQL in colors. */
export function SqlText({ sql }: { sql: string }): JSX.Element {
  return (
    <code class="sql-text">
      {coloredLines(sql).map((pieces, line) => (
        <span key={line}>
          {line === 0 ? '' : '\n'}
          {pieces.map(({ text, kind }, index) =>
            kind === '' ? (
              text
            ) : (
              <span key={index} class={kind}>
                {text}
              </span>
            ),
          )}
        </span>
      ))}
    </code>
  );
}
