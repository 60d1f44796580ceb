/** The known name that differs from `name` in at most two letters; case, hyphens and underscores do not count. */
export function closestName(name: string, known: Iterable<string>): string | undefined {
  return [...known]
    .map((each) => ({ each, distance: editDistance(plainName(each), plainName(name)) }))
    .filter(({ each, distance }) => distance <= 2 && distance < each.length)
    .toSorted((a, b) => a.distance - b.distance)
    .at(0)?.each;
}

/** A name without what is easily mistaken: case, hyphens and underscores. */
export function plainName(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

/** Letters to insert, delete or replace (Levenshtein 1966). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of one.split('').entries()) {
    const next = [i + 1];
    for (const [j, otherLetter] of other.split('').entries()) {
      const replaced = (row[j] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
