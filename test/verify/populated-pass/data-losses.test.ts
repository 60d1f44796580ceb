import { describe, expect, test } from 'vitest';

import { findLosses, type Row, type Tables } from '../../../src/verify/populated-pass/data-losses.ts';

function tables(given: Record<string, Row[]>): Tables {
  return new Map(Object.entries(given));
}

/** Three rows of a table, with whatever else they hold. */
function rows(more: (index: number) => Row = () => ({})): Row[] {
  return ['gas', 'power', 'heat'].map((code, index) => ({ code, ...more(index) }));
}

const STATUS = rows((index) => ({ status: `s${index}` }));

function lossesOf(before: Row[], between: Row[], after: Row[]): string[] {
  const losses = findLosses({
    before: tables({ t: before }),
    between: tables({ t: between }),
    after: tables({ t: after }),
  });
  return losses.map(
    ({ place, lost, of, unit, keptIn, mixed }) =>
      `${place} ${lost}/${of} ${unit} ${keptIn === undefined ? 'up' : 'down'}${mixed ? ' mixed' : ''}`,
  );
}

describe('rows', () => {
  test('that all remain are not a loss, in any order', () => {
    expect(lossesOf(STATUS, STATUS, STATUS.toReversed())).toEqual([]);
  });

  test('that the down deletes are its loss, though the up has changed another column', () => {
    expect(
      lossesOf(
        STATUS,
        rows(() => ({ status: 'active' })),
        [],
      ),
    ).toEqual(['t 3/3 row down']);
  });

  test('that the up deletes are its loss', () => {
    expect(lossesOf(STATUS, STATUS.slice(1), STATUS.slice(1))).toEqual(['t 1/3 row up']);
  });

  test('that either deletes are distinguished', () => {
    expect(lossesOf(STATUS, STATUS.slice(1), STATUS.slice(2))).toEqual(['t 1/3 row down', 't 1/3 row up']);
  });

  test('in place of which the down leaves seeds are a loss no less', () => {
    const seed = { code: 'oil', status: 's9' };
    expect(lossesOf(STATUS, [...STATUS, seed], STATUS.slice(1))).toEqual(['t 1/3 row down']);
  });

  test('that hold values of others are reported', () => {
    const mixed = rows((index) => ({ status: `s${(index + 1) % 3}` }));
    expect(lossesOf(STATUS, STATUS, mixed)).toEqual(['t 3/3 row down mixed']);
  });

  test('that had moved to another table, under other names, are lost by the down', () => {
    const moved = STATUS.map(({ code, status }) => ({ key: code, state: status }));
    const states = { before: tables({ t: STATUS }), between: tables({ u: moved }), after: tables({}) };
    expect(findLosses(states)).toMatchObject([{ place: 't', lost: 3, keptIn: 'u' }]);
  });

  test('that another table happened to hold before are not said to have moved', () => {
    const states = {
      before: tables({ t: STATUS, u: STATUS }),
      between: tables({ u: STATUS }),
      after: tables({ u: STATUS }),
    };
    expect(findLosses(states)).toMatchObject([{ place: 't', lost: 3, keptIn: undefined }]);
  });
});

describe('values', () => {
  test('that the up overwrites are its loss', () => {
    const same = rows(() => ({ status: 'active' }));
    expect(lossesOf(STATUS, same, same)).toEqual(['t.status 3/3 value up']);
  });

  test('that the down overwrites are its loss', () => {
    const none = rows(() => ({ status: null }));
    expect(lossesOf(STATUS, STATUS, none)).toEqual(['t.status 3/3 value down']);
  });

  test('that either overwrites are distinguished', () => {
    const once = rows((index) => ({ status: index === 0 ? 'x' : `s${index}` }));
    const twice = rows((index) => ({ status: index <= 1 ? 'x' : `s${index}` }));
    expect(lossesOf(STATUS, once, twice)).toEqual(['t.status 1/3 value down', 't.status 1/3 value up']);
  });

  test('that were NULL are none', () => {
    const unset = rows(() => ({ status: null }));
    expect(lossesOf(unset, STATUS, STATUS)).toEqual([]);
  });

  test('of another type are the same', () => {
    const numbers = rows((index) => ({ n: index }));
    const source = rows((index) => ({ n: `${index}` }));
    expect(lossesOf(numbers, source, source)).toEqual([]);
  });

  test('that say when a row was last written are no datum', () => {
    const old = rows(() => ({ updated_at: '2024-02-29T12:00:00+00:00' }));
    const now = rows(() => ({ updated_at: new Date().toISOString() }));
    expect(lossesOf(old, now, now)).toEqual([]);
  });

  test('of a column that is gone between up and down, and in no new place, are lost by the up', () => {
    const dropped = rows();
    expect(
      lossesOf(
        STATUS,
        dropped,
        rows(() => ({ status: null })),
      ),
    ).toEqual(['t.status 3/3 value up']);
  });

  test('that the up had carried to another column are lost by the down', () => {
    const carried = rows((index) => ({ state: `s${index}` }));
    expect(
      lossesOf(
        STATUS,
        carried,
        rows(() => ({ status: null })),
      ),
    ).toEqual(['t.status 3/3 value down']);
  });

  test('that another column held all along are lost by the up', () => {
    const twins = rows((index) => ({ status: `s${index}`, twin: `s${index}` }));
    const one = rows((index) => ({ twin: `s${index}` }));
    const after = rows((index) => ({ status: null, twin: `s${index}` }));
    expect(lossesOf(twins, one, after)).toEqual(['t.status 3/3 value up']);
  });
});
