import type { Box, Layout } from './layout.ts';

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest table in the direction of an arrow key; undefined for any other key, or where there is none. */
export function nextTable({ boxes }: Layout, from: string, key: string): string | undefined {
  const direction = DIRECTIONS[key];
  const start = boxes.get(from);
  if (direction === undefined || start === undefined) {
    return undefined;
  }
  let best: { key: string; distance: number } | undefined;
  for (const [other, box] of boxes) {
    const distance = other === from ? undefined : distanceIn(direction, start, box);
    if (distance !== undefined && (best === undefined || distance < best.distance)) {
      best = { key: other, distance };
    }
  }
  return best?.key;
}

/** Sideways counts double, so that the arrow leads to what lies ahead; undefined for what lies behind. */
function distanceIn([x, y]: readonly [number, number], from: Box, to: Box): number | undefined {
  const right = to.x + to.width / 2 - (from.x + from.width / 2);
  const down = to.y + to.height / 2 - (from.y + from.height / 2);
  const ahead = right * x + down * y;
  const aside = Math.abs(right * y) + Math.abs(down * x);
  return ahead > 1 ? ahead + 2 * aside : undefined;
}
