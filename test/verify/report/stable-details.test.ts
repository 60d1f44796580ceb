import { expect, test } from 'vitest';

import { stableDetails } from '../../../src/verify/report/stable-details.ts';

test.each([
  ['+ table public.u (1 column)  (2_b.up.sql:1)', '+ table public.u (1 column)'],
  ['+ index public.i ON public.t (n)', '+ index public.i ON public.t (n)'],
  ['~ column public.t.n  not null no -> yes  (2_größe x.up.sql:12)', '~ column public.t.n  not null no -> yes'],
  ['~ rows public.t 1 -> 2 (0 lost, 1 new)', '~ rows public.t'],
  ['~ rows public."t 2" 4 (1 lost, 1 new; columns a, b differ)  (2_b.up.sql:1)', '~ rows public."t 2"'],
  ['~ rows public.t no table -> 3', '~ rows public.t'],
  ['~ sequence public.s  stands at its start, below 5 in public.t.id', '~ sequence public.s behind public.t.id'],
  ['public.t: 2 of 4 rows lost, which the up had kept', 'public.t: rows lost, which the up had kept'],
  [
    'public.t.n: 1 of 1 value lost, which the up had kept in u.n',
    'public.t.n: values lost, which the up had kept in u.n',
  ],
  ['line 7: ROLLBACK', 'ROLLBACK'],
])('of "%s" stays what it is about', (line, lasting) => {
  expect(stableDetails({ code: 'down-differs', details: [line] })).toEqual([lasting]);
});

test('of an error the message stays', () => {
  const details = ['line 2: duplicate key (23505)', 'Key (at)=(2026-01-01) already exists.', '> 2 | INSERT', '    | ^'];
  expect(stableDetails({ code: 'second-up-fails', details })).toEqual(['duplicate key (23505)']);
});

test('each line is there once, in the order of the alphabet', () => {
  const details = ['~ rows public.t 1 -> 2', '+ index public.i', '~ rows public.t 2 -> 3'];
  expect(stableDetails({ code: 'second-up-changes', details })).toEqual(['+ index public.i', '~ rows public.t']);
});
