import type { Frame, Row, Run } from './frames.ts';
import type { Screen } from './record.ts';

/** In pixels. */
const CELL = { width: 8.4, height: 18 };
const EDGE = 16;

/** Seconds for which the last frame stays before the first one comes again. */
const LAST = 6;

/** The 16 colors of a terminal, readable on its background. */
const COLORS = [
  '#484f58',
  '#ff7b72',
  '#3fb950',
  '#d29922',
  '#58a6ff',
  '#bc8cff',
  '#39c5cf',
  '#b1bac4',
  '#6e7681',
  '#ffa198',
  '#56d364',
  '#e3b341',
  '#79c0ff',
  '#d2a8ff',
  '#56d4dd',
  '#f0f6fc',
];

/**
 * A recording as an animated SVG, which browsers, GitHub and npm show as a picture: the frames stand side by side, and move past a window of
 * the size of one. Where motion is not wanted it shows the last frame.
 *
 * @param description for those who cannot see it: what stands on the screen at the end of each command
 */
export function animatedSvg(frames: readonly Frame[], { columns, rows }: Screen, description: string): string {
  const width = Math.ceil(columns * CELL.width) + 2 * EDGE;
  const height = rows * CELL.height + 2 * EDGE;
  const length = (frames.at(-1)?.at ?? 0) + LAST;
  const ids = new Map<string, number>();
  const film = frames.map(({ rows: lines }, index) => {
    const uses = lines.flatMap((row, line) => {
      if (row.length === 0) {
        return [];
      }
      const text = textOf(row);
      const id = ids.get(text) ?? ids.size;
      ids.set(text, id);
      return `<use href="#r${id}" y="${EDGE + (line + 1) * CELL.height - 5}"/>`;
    });
    return `<g transform="translate(${index * width + EDGE})">${uses.join('')}</g>`;
  });
  const shift = (index: number): string => `transform:translateX(${-index * width}px)`;
  const steps = frames.map(({ at }, index) => `${((at / length) * 100).toFixed(3)}%{${shift(index)}}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<desc>${escape(description)}</desc>`,
    '<style>',
    `.film{${shift(frames.length - 1)};animation:film ${length.toFixed(2)}s steps(1,end) infinite}`,
    `@keyframes film{${steps.join('')}100%{${shift(frames.length - 1)}}}`,
    `@media(prefers-reduced-motion:reduce){.film{animation:none}}`,
    'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}',
    ...COLORS.map((color, index) => `.c${index}{fill:${color}}`),
    '.b{font-weight:bold}.d{opacity:.6}',
    '</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<defs>${[...ids].map(([text, id]) => `<text id="r${id}">${text}</text>`).join('\n')}</defs>`,
    `<svg width="${width}" height="${height}"><g class="film">`,
    ...film,
    '</g></svg>',
    '</svg>',
    '',
  ].join('\n');
}

function textOf(row: Row): string {
  return row.map(spanOf).join('');
}

/** Each run has its place and width, whatever font the reader has. */
function spanOf({ column, text, color, bold, dim }: Run): string {
  const classes = [color === undefined ? '' : `c${color}`, bold ? 'b' : '', dim ? 'd' : ''].filter(
    (name) => name !== '',
  );
  const look = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  const place = `x="${pixels(column)}" textLength="${pixels(Array.from(text).length)}" lengthAdjust="spacingAndGlyphs"`;
  return `<tspan ${place}${look}>${escape(text).replaceAll(' ', '\u00A0')}</tspan>`;
}

function pixels(cells: number): string {
  return (cells * CELL.width).toFixed(1).replace(/\.0$/, '');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
