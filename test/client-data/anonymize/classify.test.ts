import { describe, expect, test } from 'vitest';

import { Content } from '../../../src/client-data/anonymize/classify/content.ts';
import { isHarmlessValue } from '../../../src/client-data/anonymize/classify/harmless.ts';
import { judgeText } from '../../../src/client-data/anonymize/classify/judge.ts';
import { hintOfName } from '../../../src/client-data/anonymize/classify/name-hints.ts';
import { listsValues } from '../../../src/client-data/anonymize/plan/listed-values.ts';
import { loadVocabulary } from '../../../src/client-data/anonymize/vocabulary.ts';

describe('a value is not harmless', () => {
  test.each([
    ['81.187.44.23', 'an address of a machine is no version'],
    ['0131.558.4417', 'a telephone number is no version'],
    ['01539.822417', 'a telephone number is no decimal number'],
    ['3 Patel', 'a name is no unit'],
    ['99 Khan', 'a name is no unit'],
    ['14 Mill Lane', 'an address of plain words'],
    ['Green Energy Limited', 'a company of plain words'],
  ])('%s: %s', (value) => {
    expect(isHarmlessValue(value, loadVocabulary())).toBe(false);
  });
});

test.each(['1.2.3', 'v18.4.0', '0.123456789', '12.5 kWh', '40%', '3 days', '2024-01-31', 'half_hourly', 'Heat pump'])(
  '%s is harmless',
  (value) => {
    expect(isHarmlessValue(value, loadVocabulary())).toBe(true);
  },
);

test.each([
  [['Ottoline Fairweather', 'Zebedee Quartermaine'], 'source'],
  [['Blenkinsop'], 'scheme'],
  [['MillerData', 'BlenkinsopFarm'], 'type'],
])('%j are no codes, though the column is called %s', (values, name) => {
  const content = new Content();
  values.forEach((value) => content.add(value));
  expect(judgeText(content, hintOfName(name, 'tickets'), 'name').rule).not.toBe('keep');
});

test('words in lower case and letters are codes', () => {
  const content = new Content();
  ['webhook', 'elexon', 'GBR', 'manual', 'ASHPData', 'GridCO2Request'].forEach((value) => content.add(value));
  expect(judgeText(content, hintOfName('source', 'tickets'), 'name').rule).toBe('keep');
});

describe('a CHECK', () => {
  test.each([
    [`(kind = ANY (ARRAY['a'::text, 'it''s'::text]))`, true],
    [`((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))`, true],
    [`((kind)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))`, true],
    [`(length(kind) = ANY (ARRAY[6, 7, 8]))`, false],
    [`("left"(kind, 2) = ANY (ARRAY['01'::text, '07'::text]))`, false],
    [`((kind = ANY (ARRAY['a'::text])) OR (kind ~ 'b'::text))`, false],
    [`(kind <> ALL (ARRAY['a'::text, 'b'::text]))`, false],
    [`(other = ANY (ARRAY['a'::text, 'b'::text]))`, false],
  ])('%s lists the values of its column: %s', (check, lists) => {
    expect(listsValues(check, 'kind')).toBe(lists);
  });
});
