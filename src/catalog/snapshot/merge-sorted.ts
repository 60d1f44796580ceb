interface Cut<T> {
  at: number;
  item: T;
  made: boolean;
}

/**
 * The sorted array without `gone`, which are some of its very items, and with `made`; the array itself if both are empty.
 * Few changes cost a copy and a search for each, not a comparison for each item.
 */
export function mergeSorted<T>(
  sorted: T[],
  made: readonly T[],
  gone: readonly T[],
  compare: (a: T, b: T) => number,
): T[] {
  if (made.length === 0 && gone.length === 0) {
    return sorted;
  }
  if ((made.length + gone.length) * 8 > sorted.length) {
    const left = new Set(gone);
    return [...sorted.filter((item) => !left.has(item)), ...made].toSorted(compare);
  }
  const cuts: Cut<T>[] = [
    ...gone.map((item) => ({ at: sorted.indexOf(item, lowerBound(sorted, item, compare)), item, made: false })),
    ...made.map((item) => ({ at: lowerBound(sorted, item, compare), item, made: true })),
  ];
  cuts.sort((a, b) => a.at - b.at || Number(b.made) - Number(a.made) || compare(a.item, b.item));
  const pieces: T[][] = [];
  let from = 0;
  for (const cut of cuts) {
    pieces.push(sorted.slice(from, cut.at));
    from = cut.at;
    if (cut.made) {
      pieces.push([cut.item]);
    } else {
      from += 1;
    }
  }
  pieces.push(sorted.slice(from));
  return pieces.flat();
}

/** The first place at which the item could stand. */
function lowerBound<T>(sorted: readonly T[], item: T, compare: (a: T, b: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, item) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
