import { expect, test } from 'vitest';

import { LatestAnswers } from '../../src/sql/latest-answers.ts';

test('the answers that were asked for last are kept', () => {
  const found: string[] = [];
  const answers = new LatestAnswers<string | undefined>(2);
  const about = (text: string): string | undefined =>
    answers.about(text, () => {
      found.push(text);
      return text === 'none' ? undefined : text;
    });
  expect(['a', 'none', 'a', 'none', 'a', 'b', 'a', 'none'].map(about)).toEqual([
    'a',
    undefined,
    'a',
    undefined,
    'a',
    'b',
    'a',
    undefined,
  ]);
  expect(found).toEqual(['a', 'none', 'b', 'none']);
});
