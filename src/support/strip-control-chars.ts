/** A line for a terminal: what comes from a file may hold characters that would move its cursor or set its title. */
export function stripControlChars(line: string): string {
  return line.replaceAll(/(?!\t)\p{Cc}/gu, '\uFFFD');
}
