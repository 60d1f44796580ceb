/** Repeats a step that adds to what there is until it adds nothing. */
export async function untilStable(step: () => Promise<number>): Promise<void> {
  let added = await step();
  while (added > 0) {
    added = await step();
  }
}
