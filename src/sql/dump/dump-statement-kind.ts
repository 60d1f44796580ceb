/** What a loader must know of a statement of a dump before it sends it. */
export type DumpStatementKind =
  | { kind: 'other' }
  /** BEGIN, COMMIT and their like, which the loader's own transaction stands for. */
  | { kind: 'transaction' }
  /** ROLLBACK, or a two-phase command: contradicts loading all of the file. */
  | { kind: 'forbidden-transaction' }
  | { kind: 'set'; name: string; value: string }
  /** INSERT, with the names of its table, the last one being the table's own. */
  | { kind: 'insert'; table: string[] }
  | { kind: 'copy'; table: string[] };

const NAME = String.raw`(?:"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const TABLE = new RegExp(String.raw`^(copy|insert\s+into)\s+(?:only\s+)?(${NAME}(?:\s*\.\s*${NAME})*)`, 'i');

/** Classifies a statement by its first words; comments before it must be gone. */
export function dumpStatementKind(text: string): DumpStatementKind {
  const word = /^[a-z]+/i.exec(text)?.[0].toLowerCase() ?? '';
  switch (word) {
    case 'begin':
      return { kind: 'transaction' };
    case 'start':
      return { kind: /^start\s+transaction\b/i.test(text) ? 'transaction' : 'other' };
    case 'commit':
    case 'end':
      return { kind: /^\w+\s+prepared\b/i.test(text) ? 'forbidden-transaction' : 'transaction' };
    case 'rollback':
    case 'abort':
      return { kind: /^rollback\s+(?:(?:work|transaction)\s+)?to\b/i.test(text) ? 'other' : 'forbidden-transaction' };
    case 'prepare':
      return { kind: /^prepare\s+transaction\b/i.test(text) ? 'forbidden-transaction' : 'other' };
    case 'set':
      return setting(text);
    case 'copy':
    case 'insert': {
      const table = TABLE.exec(text)?.[2];
      return table === undefined
        ? { kind: 'other' }
        : { kind: word, table: [...table.matchAll(new RegExp(NAME, 'g'))].map(([name]) => unquote(name)) };
    }
    default:
      return { kind: 'other' };
  }
}

function setting(text: string): DumpStatementKind {
  if (/^set\s+(?:transaction|session\s+characteristics)\b/i.test(text)) {
    return { kind: 'transaction' };
  }
  const match = /^set\s+(?:(?:session|local)\s+)?([\w.]+)\s*(?:=|\bto\b)\s*(.*)$/is.exec(text);
  const [, name, value] = match ?? [];
  return name === undefined || value === undefined
    ? { kind: 'other' }
    : { kind: 'set', name: name.toLowerCase(), value: value.trim().replaceAll(/^'|'$/g, '') };
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
}
