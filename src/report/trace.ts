import type { Trace, TraceStep } from '../verify/trace-migration.ts';
import { duration } from './units.ts';
import type { Style } from './style.ts';
import { fitDetail } from './defects/verify-finding.ts';
import { wrap } from './layout.ts';
import { fileLabel } from '../support/file-label.ts';

/** As wide as the text before the title of a step. */
const INDENT = ' '.repeat(8);

/** A migration step by step: what each step changed, and how the result differs from the expected state. */
export function formatTrace(
  { version, name, serverVersion, steps }: Trace,
  { style, width = 80 }: { style: Style; width?: number },
): string[] {
  return [
    ...wrap(`${version}_${name} on PostgreSQL ${serverVersion}`, width).map((line) => style.bold(line)),
    '',
    steps.length === 0 ? '  not reached: an up before it fails' : '  S0  the state before the up',
    ...steps.flatMap((step) => formatStep(step, style, width)),
  ];
}

function formatStep(
  { title, file, ok, milliseconds, error, changes, off, goal }: TraceStep,
  style: Style,
  width: number,
): string[] {
  const reached = ok && off.length === 0;
  const mark = reached ? style.green('✓') : style.red('✗');
  const result = ok ? (off.length === 0 ? `reaches ${goal}` : `does not reach ${goal}`) : 'fails';
  const place = file === undefined ? '' : ` (${fileLabel(file)}, ${duration(milliseconds)})`;
  // Colors are added after wrapping, so that they do not count as width.
  const [first = '', ...rest] = wrap(`${INDENT}${title}${place}: ${result}`, width);
  const indented = (lines: readonly string[]): string[] => lines.flatMap((line) => fitDetail(`        ${line}`, width));
  return [
    '   │',
    `   ▼  ${mark} ${first.slice(INDENT.length).replace(place, () => style.dim(place))}`,
    ...rest,
    ...indented(error),
    ...indented(changes.length === 0 ? [style.dim('changes nothing')] : changes),
    ...(off.length === 0 || title === 'up' ? [] : [`      differs from ${goal}:`, ...indented(off)]),
  ];
}
