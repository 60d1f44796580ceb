import xterm from '@xterm/headless';

import type { Output, Screen } from './record.ts';

/** Neighboring characters that look the same. */
export interface Run {
  column: number;
  text: string;
  /** Number of one of the terminal's 16 colors; undefined for the default one. */
  color: number | undefined;
  bold: boolean;
  dim: boolean;
}

export type Row = readonly Run[];

/** What the screen shows from a time on. */
export interface Frame {
  /** Seconds from the first one. */
  at: number;
  rows: readonly Row[];
}

/** Outputs that follow one another faster are shown as one frame. */
const SHORTEST = 0.08;

/** The pictures that the outputs make on a screen, by a real terminal's rules. */
export async function framesOf(outputs: readonly Output[], { columns, rows }: Screen): Promise<Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const frames: Frame[] = [];
  for (const { at, data } of outputs) {
    await new Promise<void>((resolve) => {
      terminal.write(data, resolve);
    });
    const frame = { at, rows: rowsOf(terminal, rows) };
    const last = frames.at(-1);
    if (last !== undefined && at - last.at < SHORTEST) {
      frames[frames.length - 1] = { ...frame, at: last.at };
    } else {
      frames.push(frame);
    }
  }
  terminal.dispose();
  return frames;
}

function rowsOf({ buffer: { active } }: xterm.Terminal, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const line = active.getLine(active.viewportY + index);
    const runs: Run[] = [];
    for (let column = 0; column < (line?.length ?? 0); column += 1) {
      const cell = line?.getCell(column);
      const text = cell?.getChars() ?? '';
      if (cell === undefined || text === '') {
        continue;
      }
      const color = cell.isFgPalette() ? cell.getFgColor() : undefined;
      const look = { color, bold: cell.isBold() !== 0, dim: cell.isDim() !== 0 };
      const last = runs.at(-1);
      if (
        last !== undefined &&
        last.column === column - last.text.length &&
        last.color === look.color &&
        last.bold === look.bold &&
        last.dim === look.dim
      ) {
        last.text += text;
      } else {
        runs.push({ column, text, ...look });
      }
    }
    return runs;
  });
}
