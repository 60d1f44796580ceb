import { describe, expect, test } from 'vitest';

import { parseDirective, unknownNames } from '../../src/findings/directive.ts';
import { AXES, currentName, FINDING_CODES, FORMER_NAMES, similarVerifyName } from '../../src/findings/names.ts';
import { RULES } from '../lint/fixtures.ts';

const RULE_IDS = new Set(RULES.rules.map(({ id }) => id));

const FORMS = '"irreversible <reason>" nor "allow <rule or axis> <reason>"';

describe('a directive', () => {
  test.each([
    ['-- elementaldb: allow drop-table empty', ['drop-table'], 'empty', false],
    ['--elementaldb:allow drop-table: empty', ['drop-table'], 'empty', false],
    [
      '-- ElementalDB: allow drop-table, drop-column it was empty',
      ['drop-table', 'drop-column'],
      'it was empty',
      false,
    ],
    ['-- elementaldb: allow-file not-wrapped CONCURRENTLY', ['not-wrapped'], 'CONCURRENTLY', true],
    ['-- elementaldb: allow data-kept nobody reads it', ['dataPreserved'], 'nobody reads it', false],
    ['-- elementaldb: allow limited-text a code', ['prefer-text'], 'a code', false],
    ['-- elementaldb: irreversible: gone', ['irreversible'], 'gone', false],
    ['--- elementaldb-ignore drop-table, drop-column: empty', ['drop-table', 'drop-column'], 'empty', false],
    ['-- elementaldb-ignore-file drop-table: empty', ['drop-table'], 'empty', true],
  ])('%s is understood', (comment, names, reason, wholeFile) => {
    expect(parseDirective(comment)).toMatchObject({ names, reason, wholeFile, fault: undefined });
  });

  test.each([
    ['-- elementaldb: allow drop-table', '"allow drop-table" has no reason'],
    ['-- elementaldb: irreversible', '"irreversible" has no reason'],
    ['-- elementaldb: allow', `"allow" is neither ${FORMS}`],
    ['-- elementaldb: permit drop-table it is empty', `"permit drop-table it is empty" is neither ${FORMS}`],
    ['-- elementaldb allow drop-table gone', 'the colon after "elementaldb" is missing'],
    ['/* elementaldb: allow drop-table gone */', 'a comment in /* */ accepts nothing'],
    ['-- elementaldb-ignore drop-table', 'the comment gives no reason'],
    ['-- elementaldb-ignore : because', 'the comment names no rule'],
  ])('%s is faulty', (comment, fault) => {
    expect(parseDirective(comment)?.fault).toBe(fault);
  });

  test.each([
    ['-- elementaldb: allow drop-tables gone', `"drop-tables" is neither a rule nor an axis (${AXES.join(', ')})`],
    ['-- elementaldb-ignore idempotent: because', 'unknown rule idempotent'],
    ['-- elementaldb: allow drop-table, idempotent empty', undefined],
  ])('%s: its names are compared with the rules that exist', (comment, fault) => {
    const directive = parseDirective(comment);
    expect(directive && unknownNames(directive, (name) => RULE_IDS.has(name))).toBe(fault);
    expect(directive?.fault).toBeUndefined();
  });

  test.each([
    '-- we run elementaldb: it is good',
    '-- elementaldb_core.meter is made here',
    '-- elementaldb.config.ts names the folder',
    '# elementaldb: x y',
  ])('%s is any comment', (comment) => {
    expect(parseDirective(comment)).toBeUndefined();
  });
});

describe('names', () => {
  test.each([...FORMER_NAMES])('%s of an earlier release is %s', (former, name) => {
    expect(currentName(former)).toBe(name);
    expect([...RULE_IDS, ...FINDING_CODES, ...AXES]).toContain(name);
  });

  test('of axes and codes do not depend on hyphens or case, and none is also the id of a rule', () => {
    expect(['downLosesRows', 'down_loses_rows', 'Data-Preserved'].map(currentName)).toEqual([
      'down-loses-rows',
      'down-loses-rows',
      'dataPreserved',
    ]);
    expect([...RULE_IDS].filter((id) => currentName(id) !== id)).toEqual([]);
  });

  test('a misspelled axis is recognized, the id of a rule is not taken for one', () => {
    expect(['idempotant', 'dataPreservd', 'down-fail', 'ireversible'].map(similarVerifyName)).toEqual([
      'idempotent',
      'dataPreserved',
      'down-fails',
      'reversible',
    ]);
    expect([...RULE_IDS].filter((id) => similarVerifyName(id) !== undefined)).toEqual([]);
  });
});
