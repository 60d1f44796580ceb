/** Replaces characters that would move a terminal's cursor or set its title, which a file may contain. */
export function stripControlChars(line: string): string {
  return line.replaceAll(/(?!\t)\p{Cc}/gu, '\uFFFD');
}
