/** A text on one line, cut where it is long; a leading sign of a diff stays at the beginning. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replace(/^([-+!]) /, '$1 ')
    .slice(0, 200);
}

/** A block of code, which the text of its lines cannot end. */
export function fenced(lines: readonly string[], language = ''): string[] {
  const fence = '`'.repeat(Math.max(3, longestTicks(lines.join('\n')) + 1));
  return [`${fence}${language}`, ...lines, fence];
}

/** Text of a file or database as code within a line, which it cannot end: https://spec.commonmark.org/0.31.2/#code-spans */
export function code(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  const ticks = '`'.repeat(longestTicks(flat) + 1);
  return ticks === '`' ? `\`${flat}\`` : `${ticks} ${flat} ${ticks}`;
}

/** The same in a cell of a table, where `|` ends the cell even within code. */
export function codeInCell(text: string): string {
  return code(text).replaceAll('|', String.raw`\|`);
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}

/** GitHub and GitLab notify whom a text names, even behind a backslash; a comment within the name prevents it. */
const AT = '@<!-- -->';

/** Names from files could otherwise be taken for markup, and addresses for links. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]<>|#&~$]/g, String.raw`\$&`)
    .replaceAll('@', AT)
    .replaceAll(/:(?=\/\/)|\bwww(?=\.)/gi, '$&<!-- -->')
    .replaceAll(/\s+/g, ' ');
}

/** The same within an element of HTML, in which Markdown means nothing. */
export function html(text: string): string {
  return text
    .replaceAll(/[&<>`]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll('@', AT)
    .replaceAll(/\s+/g, ' ');
}
