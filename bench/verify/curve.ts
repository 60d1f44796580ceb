import { join } from 'node:path';

import { duration } from '../../src/report/units.ts';
import { table } from '../../src/report/layout.ts';
import { openChain } from './chain.ts';
import { inTurn, typical, typicalWhole, type Contender, type Measured } from './contender.ts';
import { generateChain } from './generate-chain.ts';
import { bar, number, range } from './tables.ts';

/** The contenders on a generated chain of this length. */
interface Point {
  size: number;
  measured: Measured[];
}

/** Times the contenders on generated chains of several lengths, the shortest first. */
export async function measureCurve(
  contenders: readonly Contender[],
  sizes: readonly number[],
  rounds: number,
  scratch: string,
): Promise<Point[]> {
  const points: Point[] = [];
  for (const size of sizes) {
    const folder = join(scratch, `curve-${size}`);
    generateChain(folder, size);
    points.push({ size, measured: await inTurn(contenders, await openChain(folder), { rounds, warmUp: false }) });
  }
  return points;
}

/** Milliseconds per migration by the length of the chain: where the time grows in step with it, the bars stay as they are. */
export function formatCurve(points: readonly Point[]): string[] {
  const names = points[0]?.measured.map(({ name }) => name) ?? [];
  return names.flatMap((name, index) => {
    const series = points.flatMap(({ size, measured }) => {
      const of = measured.find((each) => each.name === name);
      return of === undefined ? [] : [{ size, of }];
    });
    const largest = Math.max(...series.map(({ of }) => typical(of)));
    const rows = series.map(({ size, of }, at) => [
      String(size),
      duration(typicalWhole(of)),
      number(typical(of)),
      range(of),
      growth(series[at - 1], { size, of }),
      bar(typical(of), largest, 24),
    ]);
    const right = 'right' as const;
    return [
      ...(index === 0 ? [] : ['']),
      name,
      ...table(
        [
          { title: 'migrations', align: right },
          { title: 'whole', align: right },
          { title: 'ms each', align: right },
          { title: 'min-max', align: right },
          { title: 'growth', align: right },
          { title: '' },
        ],
        rows,
      ),
    ];
  });
}

interface Place {
  size: number;
  of: Measured;
}

/** With which power of the length the time has grown since the length before: 1.00 is in step with it. */
function growth(last: Place | undefined, { size, of }: Place): string {
  return last === undefined
    ? ''
    : `n^${(Math.log(typicalWhole(of) / typicalWhole(last.of)) / Math.log(size / last.size)).toFixed(2)}`;
}
