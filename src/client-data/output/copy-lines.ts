/**
 * A row of COPY's text format. Its fields are separated by tabs; NULL is `\N`.
 *
 * @see https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS-TEXT
 */
export function fieldsOf(line: string): (string | null)[] {
  return line.split('\t').map((field) => (field === String.raw`\N` ? null : unescape(field)));
}

/** The row with these values, without its line end. */
export function lineOf(fields: readonly (string | null)[]): string {
  return fields.map((field) => (field === null ? String.raw`\N` : escape(field))).join('\t');
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** COPY TO writes no other escapes than these and the doubled backslash. */
function unescape(field: string): string {
  return field.includes('\\') ? field.replaceAll(/\\(.)/gs, (_, sign: string) => ESCAPES[sign] ?? sign) : field;
}

const SIGNS: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
};

function escape(text: string): string {
  return text.replaceAll(/[\\\b\f\n\r\t\v]/g, (sign) => SIGNS[sign] ?? sign);
}
