import { isIP } from 'node:net';

import { mpanCheckDigit } from '../../../seeding/values/uk-identifiers.ts';
import { loadVocabulary } from '../vocabulary.ts';

/** Rules whose values can be told by their form alone. */
export type Shape =
  | 'email'
  | 'url'
  | 'ip'
  | 'postcode'
  | 'phone'
  | 'mpan'
  | 'coordinates'
  | 'file-name'
  | 'company'
  | 'address'
  | 'person';

const EMAIL = /^(?:[^<>@]*<)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+>?$/;
const LOOSE_EMAIL = /[^\s@<>]@[^\s@<>]+\.[a-z]{2,}/i;
const URL_SCHEME = /^(?:[a-z][a-z0-9+.-]*:\/\/\S|mailto:|tel:)/i;
const MAC_ADDRESS = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;
const POSTCODE = /^(?:[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}|GIR\s?0AA)$/i;
const POSTCODE_WITHIN = /\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b/i;
const PHONE = /^(?:tel[.:]?\s*)?(?:\+|00|\(?0)[\d\s().-]{8,20}(?:\s*(?:x|ext\.?)\s*\d+)?$/i;
const COORDINATES = /^\(?\s*-?\d{1,3}\.\d{3,}\s*[,; ]\s*-?\d{1,3}\.\d{3,}\s*\)?$/;
const FILE =
  /^[^\n]*[^\s/\\]\.(?:pdf|csv|tsv|jpe?g|png|gif|tiff?|docx?|xlsx?|pptx?|odt|ods|txt|json|xml|zip|gz|eml|msg|html?|parquet|md)$/i;
const PATH = /^(?:~?\/|[a-z]:\\|\.{1,2}\/)[^\s/\\]+[/\\]/i;
const COMPANY =
  /\b(?:ltd|limited|plc|llp|llc|inc|gmbh|cic|council|university|college|school|academy|housing association|nhs trust|group|holdings|& sons?|& co|trust)\.?$/i;
const STREET =
  /\b(?:street|st|road|rd|lane|ln|avenue|ave|close|drive|way|court|place|square|gardens|terrace|crescent|hill|row|mews|grove|park|green|farm|house|cottage|flat)\b/i;
const TITLED =
  /^(?:[Mm]rs?|MRS?|[Mm]s|MS|[Mm]iss|MISS|[Mm]x|[Dd]r|DR|[Pp]rof|[Ss]ir|[Ll]ord|[Ll]ady|[Rr]ev|[Cc]llr)\.?\s+\p{Lu}/u;
const NAME = /^\p{Lu}[\p{L}'’.-]*(?:[ ,]+(?:van|von|de|der|la|le|\p{Lu}[\p{L}'’.-]*)){1,4}$/u;
const NAME_FAMILY_FIRST = /^\p{Lu}[\p{L}'’-]+, \p{Lu}[\p{L}'’.-]*(?: \p{Lu}\.?)?$/u;

/** What a value certainly is, by its form; undefined if its form tells nothing. */
export function shapeOf(value: string): Shape | undefined {
  const text = value.trim();
  if (EMAIL.test(text)) {
    return 'email';
  }
  if (URL_SCHEME.test(text)) {
    return 'url';
  }
  if (isIP(text.replace(/\/\d+$/, '')) !== 0 || MAC_ADDRESS.test(text)) {
    return 'ip';
  }
  if (POSTCODE.test(text)) {
    return 'postcode';
  }
  if (isMpan(text)) {
    return 'mpan';
  }
  if (PHONE.test(text) && !/^[+(]?0\.\d+$/.test(text) && isPhoneLength(text)) {
    return 'phone';
  }
  if (COORDINATES.test(text)) {
    return 'coordinates';
  }
  if (FILE.test(text) || PATH.test(text)) {
    return 'file-name';
  }
  return text.length <= 120 ? nameShape(text) : undefined;
}

function nameShape(text: string): Shape | undefined {
  if ((POSTCODE_WITHIN.test(text) && /[,\n ]/.test(text)) || (/^\d+[a-z]?[ ,]/i.test(text) && STREET.test(text))) {
    return text.split(/\s+/).length <= 16 ? 'address' : undefined;
  }
  if (COMPANY.test(text) && /^\p{Lu}|^the /u.test(text) && text.split(/\s+/).length > 1) {
    return 'company';
  }
  return isPersonName(text) ? 'person' : undefined;
}

/** Whether a text is written as names of people are: two to five words with a capital each. */
export function isWrittenAsName(text: string): boolean {
  return NAME.test(text) || NAME_FAMILY_FIRST.test(text);
}

/** Words that have a capital each, one of them a known name. */
function isPersonName(text: string): boolean {
  if (TITLED.test(text) && text.split(/\s+/).length <= 5) {
    return true;
  }
  if (!isWrittenAsName(text)) {
    return false;
  }
  const { names, common } = loadVocabulary();
  const words = text.toLowerCase().split(/[ ,.-]+/);
  return words.some((word) => names.has(word) && !common.has(word)) || words.every((word) => names.has(word));
}

/** A number of 13 digits with a distributor and the right check digit, perhaps with the top line's eight before it. */
function isMpan(text: string): boolean {
  if (!/^S?[\d\s]{13,40}$/i.test(text)) {
    return false;
  }
  const digits = text.replaceAll(/\D/g, '');
  const core = digits.slice(-13);
  return (
    (digits.length === 13 || digits.length === 21) && /^[12]\d/.test(core) && mpanCheckDigit(core) === core.slice(12)
  );
}

function isPhoneLength(text: string): boolean {
  const digits = text.replace(/(?:x|ext).*$/i, '').replaceAll(/\D/g, '').length;
  return digits >= 10 && digits <= 15;
}

/** Whether a longer text holds something personal that can be told by its form: mail, a postcode, a number to call. */
export function holdsPersonal(text: string): boolean {
  return (
    LOOSE_EMAIL.test(text) ||
    POSTCODE_WITHIN.test(text) ||
    /(?:\+44|\b0)[\d ()-]{9,14}\b/.test(text) ||
    TITLED.test(text)
  );
}

/** Several words with spaces, as people write them. */
export function isSentence(text: string): boolean {
  return text.split(/\s+/).length >= 4 || text.includes('\n') || text.length > 120;
}
