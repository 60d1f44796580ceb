import type { WorldFigure } from '../../energy/checks/check-world.ts';
import type { Style } from '../style.ts';
import { table } from '../layout.ts';

/** The figures of a world by subject and dataset, each with its mean, range and allowed band; then a summary. */
export function formatWorldFigures(figures: readonly WorldFigure[], style: Style, width: number): string[] {
  const columns = [
    { title: 'figure', shrinks: true },
    { title: 'mean', align: 'right' as const },
    { title: 'from', align: 'right' as const },
    { title: 'to', align: 'right' as const },
    { title: 'band', align: 'right' as const },
    { title: '' },
  ];
  const [title = '', ...lines] = table(
    columns,
    figures.map(({ figure, value, least, greatest, band, ok }) => [
      `  ${figure}`,
      shown(value),
      shown(least),
      shown(greatest),
      `${shown(band[0])}..${shown(band[1])}`,
      ok ? style.green('ok') : style.red('FAIL'),
    ]),
    width,
  );
  const failed = figures.filter(({ ok }) => !ok).length;
  return [
    title,
    ...lines.flatMap((line, i) => [...headingOf(figures, i).map(style.bold), line]),
    '',
    failed === 0
      ? style.green(`${figures.length} figures, all within their bands.`)
      : style.red(`${failed} of ${figures.length} figures are outside their bands.`),
  ];
}

/** The heading before the first figure of a dataset of a subject. */
function headingOf(figures: readonly WorldFigure[], i: number): string[] {
  const [before, figure] = [figures[i - 1], figures[i]];
  return figure === undefined || (before?.subject === figure.subject && before.dataset === figure.dataset)
    ? []
    : [`${figure.subject}, ${figure.dataset}`];
}

/** About three significant digits. */
function shown(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 100) {
    return value.toFixed(0);
  }
  if (size < 0.001) {
    return value.toExponential(0);
  }
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
