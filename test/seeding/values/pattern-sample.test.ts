import { describe, expect, test } from 'vitest';

import { sampleLike, samplePattern } from '../../../src/seeding/values/pattern-sample.ts';

describe('samples of patterns', () => {
  test.each([
    '^[a-z]+$',
    '^[A-Z]{2,3}-\\d{4}$',
    '^(?:red|green|blue)(?:-\\w{3})?$',
    '^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$',
    '^#[0-9a-fA-F]{6}$',
    '^\\+?[1-9]\\d{1,14}$',
    '^v\\d+\\.\\d+\\.\\d+(-[a-z]+\\.\\d+)*$',
    '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
    '^(?!x)[a-z]{3}$',
    '^a|b$',
    '^[]x]+$',
    '^[a\\]b-]{2}$',
    '^\\$[.]\\.$',
    '^((a|b){2}c){3}$',
    '^.{5}$',
    '^a{2,}b{0}c{0,1}$',
    '^\\d{3}-?\\d{2}\\s\\S\\D\\W$',
  ])('%s', (pattern) => {
    // The only difference to PostgreSQL's that occurs above: a bracket that comes first stands for itself.
    const expression = new RegExp(pattern.replace('[]', '[\\]'), 'u');
    for (const extra of [0, 1, 2, 5]) {
      for (const seed of [1, 2, 3, 4]) {
        expect(samplePattern(pattern, seed, extra)).toMatch(expression);
      }
    }
  });

  test('classes by name', () => {
    expect(samplePattern('^[[:upper:]][[:digit:]_]{3}$', 1, 1)).toMatch(/^[A-Z][\d_]{3}$/);
  });

  test('an unreadable pattern ends without a hang', () => {
    for (const pattern of ['(', ')', '[', '[a', '\\', '{', 'a{', '*', '(((', 'a{2', '[[:x', '|', '(?=', 'a)b']) {
      expect(samplePattern(pattern, 1, 2).length).toBeLessThan(20);
    }
  });

  test('each repetition has different letters', () => {
    expect(new Set(samplePattern('^[a-z]{12}$', 5, 0)).size).toBeGreaterThan(4);
  });

  test('LIKE', () => {
    expect(sampleLike('INV-__%\\%', 'xyz')).toBe('INV-aaxyz%');
  });
});
