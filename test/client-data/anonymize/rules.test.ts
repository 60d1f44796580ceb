import { assert, constantFrom, integer, property, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Pseudonyms } from '../../../src/client-data/anonymize/pseudonyms.ts';
import { RULES } from '../../../src/client-data/anonymize/rules/all-rules.ts';
import { mpanCheckDigit, mprnCheckDigits } from '../../../src/seeding/values/uk-identifiers.ts';
import { KEY } from './dumped.ts';

const pseudonyms = new Pseudonyms(KEY);
const of = (rule: keyof typeof RULES, value: string): string => pseudonyms.of(rule, value);

describe('pseudonyms', () => {
  test('are the same for the same key, and others for another', () => {
    expect(new Pseudonyms(KEY).of('person', 'Anna Miller')).toBe(of('person', 'Anna Miller'));
    expect(new Pseudonyms(`${KEY}.`).of('person', 'Anna Miller')).not.toBe(of('person', 'Anna Miller'));
  });

  test('are stored: a new release must make the same ones', () => {
    expect(Object.fromEntries(SAMPLES.map(([rule, value]) => [`${rule} ${value}`, of(rule, value)]))).toMatchSnapshot();
  });

  test('of a name are those of its parts', () => {
    const [given, family] = [of('first-name', 'Anna'), of('last-name', 'Miller')];
    expect(of('person', 'Anna Miller')).toBe(`${given} ${family}`);
    expect(of('person', 'Mrs Anna MILLER')).toBe(`Mrs ${given} ${family.toUpperCase()}`);
    expect(of('person', 'Miller, Anna')).toBe(`${family}, ${given}`);
  });

  test('keep case and separators of key words', () => {
    expect(of('key', 'north_farm')).toMatch(/^[a-z]+_[a-z]+_[a-z]{4}$/);
    expect(of('key', 'North-Farm')).toMatch(/^[A-Z][a-z]+-[A-Z][a-z]+-[A-Z][a-z]{3}$/);
    expect(of('key', 'NORTHFARM')).toMatch(/^[A-Z]+$/);
  });

  test('of mail are at example.com, also in a column of names', () => {
    expect(of('email', 'a@b.de')).toMatch(/^[a-z.0-9]+@example\.com$/);
    expect(of('person', 'a@b.de')).toBe(of('email', 'a@b.de'));
  });

  test.each([
    ['01539 822 417', /^020 7946 0\d{3}$/],
    ['0131 558 4417', /^0131 496 0\d{3}$/],
    ['+44 20 8371 5526', /^\+44 20 7946 0\d{3}$/],
    ['07765118943', /^0207946\d{4}$/],
    ['0033 1 42 68 53 00', /^\+44 20 7946 0\d{3}$/],
  ])('of the telephone number %s is one that nobody has', (value, pattern) => {
    expect(of('phone', value)).toMatch(pattern);
  });

  test('of MPANs have a check digit and no distributor', () => {
    assert(
      property(stringMatching(/^[12]\d{11}$/), (digits) => {
        const made = of('mpan', digits + mpanCheckDigit(digits));
        expect(made).toMatch(/^99\d{11}$/);
        expect(made[12]).toBe(mpanCheckDigit(made.slice(0, 12)));
      }),
    );
    expect(of('mpan', 'S 01 801 100 20 0005 0773 706')).toMatch(/^S 01 801 100 99 \d{4} \d{4} \d{3}$/);
  });

  test('of MPRNs have check digits', () => {
    const made = of('mprn', '3938424403');
    expect(made.slice(8)).toBe(mprnCheckDigits(made.slice(0, 8)));
  });

  test('of postcodes keep the area and the form', () => {
    expect(of('postcode', 'SW1A 1AA')).toMatch(/^SW\d \d[ABD-HJLNP-UW-Z]{2}$/);
    expect(of('postcode', 'GIR 0AA')).toMatch(/^[A-Z]{1,2}\d \d[ABD-HJLNP-UW-Z]{2}$/);
    expect(of('postcode', '98033-1234')).toMatch(/^[1-9]\d{4}-\d{4}$/);
    expect(of('postcode', 'la94jb')).toMatch(/^la\d\d[a-z]{2}$/);
    expect(of('address', '1 High Street, Kendal, LA9 4JB')).toContain(`, ${of('postcode', 'LA9 4JB')}`);
  });

  test('of coordinates are 1 to 5 km away, the same for a number and a pair', () => {
    const latitude = Number(of('coordinates', '54.328506'));
    const away = Math.abs(latitude - 54.328506);
    expect(away).toBeGreaterThan(0.009);
    expect(away).toBeLessThan(0.041);
    expect(of('coordinates', '(54.328506,-2.7)')).toMatch(new RegExp(`^\\(${latitude.toFixed(6)},-2\\.\\d{4}\\)$`));
  });

  test('of URLs are at example.com, with the values of the query by their form', () => {
    const made = of('url', 'https://u:p@real.host.uk:8443/api/v1/Anna%20Miller?mail=a%40b.de&n=Anna+Miller&page=2#top');
    expect(made).toMatch(/^https:\/\/[a-z]+-[a-z]{4}\.example\.com:8443\/api\/v1\//);
    expect(made).toContain(`mail=${encodeURIComponent(of('email', 'a@b.de'))}`);
    expect(made).toContain(`n=${of('person', 'Anna Miller').replace(' ', '+')}&page=2`);
    expect(made).not.toMatch(/real|u:p|Anna|Miller/);
  });

  test('of texts that are no URL in a column of URLs are made by their form', () => {
    expect(of('url', '#CAJUN.HTM#')).toMatch(/^.+$/);
    expect(of('url', '#CAJUN.HTM#')).not.toContain('CAJUN');
    expect(of('url', 'mailto:a@b.de')).toBe(`mailto:${of('email', 'a@b.de')}`);
  });

  test('of files keep the ending', () => {
    expect(of('file-name', 'reports/Anna Miller.pdf')).toBe(
      `reports/${encodeURI(of('person', 'Anna Miller')).replace('%20', ' ')}.pdf`,
    );
  });

  test('never equal their value, and fit a length', () => {
    const rules = Object.keys(RULES).filter(
      (name): name is keyof typeof RULES => name !== 'by-form' && name !== 'date' && name !== 'coordinates',
    );
    assert(
      property(
        constantFrom(...rules),
        stringMatching(/^[A-Za-z0-9 ]{12,40}$/),
        integer({ min: 20, max: 60 }),
        (rule, value, maxLength) => {
          const made = pseudonyms.of(rule, value, { maxLength, type: 'text' });
          expect(made.length).toBeLessThanOrEqual(rule === 'bytes' ? Number.POSITIVE_INFINITY : maxLength);
          expect(value.trim() === '' || rule === 'url' || made !== value).toBe(true);
        },
      ),
    );
  });
});

test.each([
  ['phone', '01539 822 417', 'ring +44 1539 822417'],
  ['phone', '+44 (0)1539 822417', 'ring 01539822417 today'],
  ['phone', '1539822417', 'ring +44-1539-822417'],
  ['ip', '81.187.44.23/32', 'from 81.187.44.23'],
] as const)('the %s %s is found, however it is written: %s', (rule, value, text) => {
  const known = new Pseudonyms(KEY);
  known.addOriginal(rule, value);
  expect(known.originals.find(text)).toHaveLength(1);
  expect(known.originals.find(text.replace(/7(?!.*7)/, '8'))).toEqual([]);
});

test('parameters of URLs get their rule by their name', () => {
  const made = of('url', 'https://a.uk/x?token=0f8fad5b-d9cb-469f-a165-70867728950e&dob=1980-05-17&page=2');
  expect(made).not.toMatch(/0f8fad5b|1980-05-17/);
  expect(made).toMatch(/page=2$/);
});

const SAMPLES = [
  ['person', 'Anna Miller'],
  ['company', 'Miller Farms Ltd'],
  ['key', 'north_farm'],
  ['email', 'anna@miller.uk'],
  ['phone', '01539 822417'],
  ['address', '1 High Street, Kendal, LA9 4JB'],
  ['identifier', 'AB-1234/x'],
  ['ip', '81.187.44.23'],
  ['text', 'Call back tomorrow.'],
  ['date', '1980-05-17'],
] as const;
