/** Prints a line for people; vitest shows it with the test that it is about. The only place here that prints. */
export function printLine(line: string): void {
  // oxlint-disable-next-line no-console -- it is how vitest knows which test a line is of
  console.error(line);
}
