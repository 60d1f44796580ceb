import type { JSX } from 'preact';

import type { PageSeries } from '../../../model.ts';
import { formatTime } from '../../state/numbers.ts';

const WIDTH = 600;
const HEIGHT = 60;

interface SparklineProps {
  points: PageSeries['points'];
  unit: string | null;
  label: string;
}

/** A small plot of sampled values, with the least and the greatest beside it. */
export function Sparkline({ points, unit, label }: SparklineProps): JSX.Element {
  const values = points.map(([, value]) => value);
  const times = points.map(([time]) => Date.parse(time));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const x = (time: string): number => ((Date.parse(time) - from) / (to - from || 1)) * WIDTH;
  const y = (value: number): number => HEIGHT - ((value - least) / (most - least || 1)) * HEIGHT;
  const path = points.map(([time, value], at) => `${at === 0 ? 'M' : 'L'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`);
  const suffix = unit === null ? '' : ` ${unit}`;
  const [first, last] = [points[0]?.[0] ?? '', points.at(-1)?.[0] ?? ''];
  return (
    <div class="sparkline">
      <svg
        viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${numberText(least)} to ${numberText(most)}${suffix}, ${formatTime(first)} to ${formatTime(last)}`}
      >
        <path d={path.join(' ')} />
      </svg>
      <span class="quiet scale">
        <span>
          {numberText(most)}
          {suffix}
        </span>
        <span>
          {numberText(least)}
          {suffix}
        </span>
      </span>
    </div>
  );
}

function numberText(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString('en');
}
