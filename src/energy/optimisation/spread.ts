/** At most so many of a list, evenly, with its first and its last. */
export function spread<T>(list: readonly T[], most: number): T[] {
  return list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]).flatMap(
        (item) => item ?? [],
      );
}
