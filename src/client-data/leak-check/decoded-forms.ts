/** One reading of a text: how it was decoded, for messages, and what it says then. */
export interface DecodedForm {
  how: string;
  text: string;
}

/** Encodings in encodings (JSON in a URL in JSON) are followed so deep. */
const DEEPEST = 4;

const PERCENT = /%[0-9a-f]{2}/i;
const JSON_ESCAPE = /\\(?:u[0-9a-f]{4}|["\\/bfnrt])/i;
const ENTITY = /&(?:#\d+|#x[0-9a-f]+|amp|lt|gt|quot|apos);/gi;
const HEX = /(?:\\x|0x|\b)((?:[0-9a-f]{2}){4,})\b/gi;
const BASE64 = /[a-z0-9+/_-]{8,}={0,2}/gi;

/**
 * A text as it is written, and as its decoded forms: percent-encoding and `+` for spaces (URLs), `\u0041` and other
 * escapes of JSON, entities of HTML, hexadecimal digits (bytea) and base64, also one in another.
 */
export function decodedForms(text: string): DecodedForm[] {
  const forms: DecodedForm[] = [{ how: '', text }];
  const seen = new Set([text]);
  let newest = forms;
  for (let depth = 0; depth < DEEPEST && newest.length > 0; depth++) {
    newest = newest.flatMap((form) =>
      decodeOnce(form.text)
        .filter((decoded) => !seen.has(decoded.text))
        .map((decoded) => {
          seen.add(decoded.text);
          return { ...decoded, how: form.how === '' ? decoded.how : `${decoded.how} in ${form.how}` };
        }),
    );
    forms.push(...newest);
  }
  return forms;
}

function decodeOnce(text: string): DecodedForm[] {
  const forms: DecodedForm[] = [];
  if (PERCENT.test(text)) {
    forms.push({ how: 'percent-encoded', text: decodePercent(text.replaceAll('+', ' ')) });
  }
  if (text.includes('\\') && JSON_ESCAPE.test(text)) {
    forms.push({ how: 'JSON escapes', text: decodeJsonEscapes(text) });
  }
  if (text.includes('&') && text.includes(';')) {
    forms.push({ how: 'HTML entities', text: text.replaceAll(ENTITY, decodeEntity) });
  }
  if (text.length >= 8) {
    addDecoded(forms, 'hexadecimal', text.matchAll(HEX), (match) => Buffer.from(match[1] ?? '', 'hex'));
    addDecoded(forms, 'base64', text.matchAll(BASE64), ([run]) => decodeBase64(run));
  }
  return forms;
}

function addDecoded(
  forms: DecodedForm[],
  how: string,
  matches: Iterable<RegExpMatchArray>,
  decode: (match: RegExpMatchArray) => Buffer,
): void {
  for (const match of matches) {
    const decoded = readableParts(decode(match));
    if (decoded !== '') {
      forms.push({ how, text: decoded });
    }
  }
}

/** Text in base64 has upper and lower case letters; words and hexadecimal digits have not. */
function decodeBase64(run: string): Buffer {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) ? Buffer.from(run, 'base64') : Buffer.alloc(0);
}

/** What can be read in bytes: sequences of at least four characters; UTF-16 as well, whose bytes alternate with zeros. */
function readableParts(bytes: Buffer): string {
  if (bytes.length < 4) {
    return '';
  }
  const text = bytes.toString('utf8').replaceAll('\0', '');
  return text
    .split(/[\p{Cc}\u{fffd}]+/u)
    .filter((part) => part.length >= 4)
    .join('\n');
}

/** Decodes each sequence of percent-encoded bytes; one that is not UTF-8 stays. */
function decodePercent(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (sequence) => {
    try {
      return decodeURIComponent(sequence);
    } catch {
      return sequence;
    }
  });
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function decodeJsonEscapes(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-f]{4})|(["\\/bfnrt]))/gi, (_whole, hex?: string, letter?: string) =>
    hex === undefined ? (ESCAPES[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase();
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return ENTITIES[name] ?? (code <= 0x10_ffff ? String.fromCodePoint(code) : entity);
}
