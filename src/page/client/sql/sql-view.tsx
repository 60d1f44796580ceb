import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { coloredLines, type Colored } from './lines.ts';

/** Longer files are shown in part: a browser needs seconds for a million elements. */
const MOST_LINES = 4000;

/** Something to say about a line. */
export interface LineNote {
  line: number;
  tone: 'error' | 'warning' | 'quiet';
  text: string;
}

interface SqlViewProps {
  sql: string;
  /** A line to show, counted from 1. */
  line: number | undefined;
  notes: readonly LineNote[];
}

/** A file of SQL with numbers of lines, colors, and notes below the lines that they are about. */
export function SqlView({ sql, line, notes }: SqlViewProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => coloredLines(sql.replace(/\n$/, '')), [sql]);
  const from = lines.length <= MOST_LINES ? 0 : Math.max(0, (line ?? 1) - MOST_LINES / 2);
  const shown = lines.slice(from, from + MOST_LINES);
  useEffect(() => {
    box.current?.querySelector('.target')?.scrollIntoView({ block: 'center' });
  }, [sql, line]);
  return (
    <div class="sql" ref={box} tabIndex={0} role="region" aria-label="SQL">
      {shown.length < lines.length ? (
        <p class="note">
          Lines {from + 1} to {from + shown.length} of {lines.length}.
        </p>
      ) : null}
      {shown.map((pieces, index) => (
        <Line
          key={from + index}
          number={from + index + 1}
          pieces={pieces}
          isTarget={line === from + index + 1}
          notes={notes.filter((note) => note.line === from + index + 1)}
        />
      ))}
    </div>
  );
}

interface LineProps {
  number: number;
  pieces: readonly Colored[];
  isTarget: boolean;
  notes: readonly LineNote[];
}

function Line({ number, pieces, isTarget, notes }: LineProps): JSX.Element {
  return (
    <>
      <div class={`code${isTarget ? ' target' : ''}`}>
        <span class="number" data-number={number} />
        <code>
          {pieces.map(({ text, kind }, index) =>
            kind === '' ? (
              text
            ) : (
              <span key={index} class={kind}>
                {text}
              </span>
            ),
          )}
        </code>
      </div>
      {notes.map(({ tone, text }, index) => (
        <p key={index} class={`line-note ${tone}`}>
          {text}
        </p>
      ))}
    </>
  );
}
