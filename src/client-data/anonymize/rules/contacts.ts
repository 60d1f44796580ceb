import { isIPv4, isIPv6 } from 'node:net';

import { hintOfName } from '../classify/name-hints.ts';
import type { AnonymizationRule, RuleContext } from './rule.ts';
import { DIGITS, LOWER_CASE, nationalDigits, writeDigits } from './style.ts';

/** Mail at example.com reaches nobody: RFC 2606. */
export const email: AnonymizationRule = {
  summary: 'an address at example.com',
  pseudonym: (value, context) => {
    const choices = context.choices('email', value.trim().toLowerCase());
    const given = choices.pick(context.vocabulary.given).toLowerCase();
    const family = choices.pick(context.vocabulary.family).toLowerCase();
    const suffix = choices.characters(5, LOWER_CASE + DIGITS);
    const all = [`${given}.${family}.${suffix}`, `${family}.${suffix}`, choices.characters(8, LOWER_CASE), suffix];
    const local = all.find((each) => each.length + '@example.com'.length <= context.maxLength) ?? suffix;
    const mail = `${local}@example.com`;
    // "Anna Miller <anna@…>"
    const named = /^([^<]*)<[^>]+>\s*$/.exec(value);
    return named === null ? mail : `${context.partBy('person', (named[1] ?? '').trim())} <${mail}>`;
  },
};

/** Ofcom's numbers for drama that number checks accept as valid, each without its last three digits. */
const CITIES = ['113', '114', '116', '117', '118', '121', '131', '141', '151', '161'];
const LANDLINES = ['2079460', '1914980', '2896496', '2920180', ...CITIES.map((city) => `${city}4960`)];
const LONDON = '2079460';

/**
 * Telephone numbers that Ofcom gives to nobody: of the same city where it has some, else of London. Mobile numbers become
 * landline numbers, since number checks refuse the free mobile ones.
 */
export const phone: AnonymizationRule = {
  summary: 'a number that Ofcom keeps free',
  pseudonym: (value, context) => {
    const digits = value.replaceAll(/\D/g, '');
    const national = nationalDigits(value);
    const choices = context.choices('phone', national === '' ? value : national);
    const own = LANDLINES.find((area) => national.startsWith(area.slice(0, 3)) && CITIES.includes(area.slice(0, 3)));
    const area = context.attempt === 0 ? (own ?? LONDON) : choices.pick(LANDLINES);
    const number = area + choices.characters(10 - area.length, DIGITS);
    if (context.type !== 'text') {
      return digits.startsWith('44') ? `44${number}` : number;
    }
    if (/^44\d{9,10}$/.test(digits) && !value.trim().startsWith('+')) {
      // The plus stands before it, in a text.
      return fitting(`44${number}`, context);
    }
    const isInternational = /^\s*(?:\+|00)/.test(value);
    const all = isInternational ? `${digits.startsWith('00') ? '00' : ''}44${number}` : `0${number}`;
    const isSameArea = own !== undefined && area === own;
    const alike = isSameArea || !/\d\D+\d/.test(value) ? writeDigits(value.trim(), all) : undefined;
    return fitting(alike ?? grouped(number, isInternational), context);
  },
};

/** In the usual groups: 020 7946 0123, +44 131 496 0123. */
function grouped(number: string, isInternational: boolean): string {
  const area = number.startsWith('2') ? 2 : 3;
  const groups = `${number.slice(0, area)} ${number.slice(area, -4)} ${number.slice(-4)}`;
  return isInternational ? `+44 ${groups}` : `0${groups}`;
}

function fitting(number: string, { maxLength }: RuleContext): string {
  const plain = number.replaceAll(/\D/g, '');
  return number.length <= maxLength ? number : plain.slice(-maxLength);
}

/** Addresses that are in no network: RFC 5737 (documentation), RFC 2544 (measurements), RFC 3849. */
export const ip: AnonymizationRule = {
  summary: 'an address of no network',
  pseudonym: (value, context) => {
    const [address = '', mask] = value.trim().split('/');
    const choices = context.choices('ip', address.toLowerCase());
    if (isIPv4(address)) {
      const block =
        context.attempt === 0
          ? choices.pick(['192.0.2', '198.51.100', '203.0.113'])
          : `198.${18 + choices.below(2)}.${choices.below(256)}`;
      return withMask(`${block}.${1 + choices.below(254)}`, mask, context.type === 'cidr');
    }
    if (isIPv6(address)) {
      const groups = Array.from({ length: 3 }, () => choices.below(65_535) + 1);
      const full = `2001:db8::${groups.map((group) => group.toString(16)).join(':')}`;
      return mask === undefined
        ? full
        : context.type === 'cidr'
          ? `2001:db8:${(groups[0] ?? 1).toString(16)}::/48`
          : `${full}/${mask}`;
    }
    // A MAC address, with the bit of those that are given locally.
    const octets = ['02', ...Array.from({ length: 5 }, () => choices.characters(2, '0123456789abcdef'))];
    const isLong = value.replaceAll(/[^0-9a-f]/gi, '').length === 16;
    return [...octets, ...(isLong ? ['00', '01'] : [])].join(value.includes('-') ? '-' : ':');
  },
};

function withMask(address: string, mask: string | undefined, isNetwork: boolean): string {
  if (mask === undefined || !isNetwork) {
    return mask === undefined ? address : `${address}/${mask}`;
  }
  // A cidr has no bits right of its mask; fewer bits than these blocks have are not kept.
  return Number(mask) >= 32 ? `${address}/32` : address.replace(/\.\d+$/, '.0/24');
}

/** URLs: another host, and each part of path, query and fragment by its own form. Names of parameters stay. */
export const url: AnonymizationRule = {
  summary: 'another host; path and query part by part',
  pseudonym: (value, context) => {
    const parts = /^([a-z][a-z0-9+.-]*:)?(\/\/)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(value);
    if (parts === null) {
      return 'https://www.example.com/';
    }
    const [, scheme = '', slashes = '', authority = '', path = '', query = '', fragment = ''] = parts;
    if (slashes === '' && authority + path === '') {
      return context.partBy('by-form', value);
    }
    if (slashes === '') {
      // mailto:, tel: and others
      return `${scheme}${encodeURI(context.partBy('by-form', decode(authority + path)))}${encodeQuery(query, context)}`;
    }
    const address = authority.replace(/^.*@/, '');
    const port = /:\d+$/.exec(address)?.[0] ?? '';
    const choices = context.choices('host', address.slice(0, address.length - port.length).toLowerCase());
    const host = `${choices.pick(context.vocabulary.nouns)}-${choices.characters(4, LOWER_CASE)}.example.com`;
    const folders = path.replaceAll(/[^/]+/g, (part) => encodeURIComponent(context.partBy('by-form', decode(part))));
    const hash = fragment === '' ? '' : `#${encodeURIComponent(context.partBy('by-form', decode(fragment.slice(1))))}`;
    return `${scheme}//${host}${port}${folders}${encodeQuery(query, context)}${hash}`.slice(0, context.maxLength);
  },
};

function encodeQuery(query: string, context: RuleContext): string {
  return query.replaceAll(/([?&;])([^=&;]*)(?:=([^&;]*))?/g, (_whole, mark: string, name: string, text?: string) => {
    if (text === undefined) {
      return `${mark}${name === '' ? '' : encodeURIComponent(context.partBy('by-form', decode(name)))}`;
    }
    const value = decode(text.replaceAll('+', ' '));
    const pseudonym = value === '' ? '' : encodeURIComponent(context.partBy(ruleOfParameter(name, value), value));
    return `${mark}${name}=${text.includes('+') ? pseudonym.replaceAll('%20', '+') : pseudonym}`;
  });
}

/** What the name of a parameter says, even if its value looks harmless: `token=0f8f…`, `dob=1980-05-17`. */
const RULES_BY_NAME: ReadonlySet<string> = new Set([
  'phone',
  'mpan',
  'mprn',
  'uprn',
  'date',
  'first-name',
  'last-name',
]);

function ruleOfParameter(name: string, value: string): string {
  const hint = hintOfName(decode(name), '');
  if (hint === 'secret') {
    // A UUID stays one.
    return /^[0-9a-f]{8}-/i.test(value) ? 'identifier' : 'secret';
  }
  return hint !== undefined && RULES_BY_NAME.has(hint) && /\d|\p{L}{2}/u.test(value) ? hint : 'by-form';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
