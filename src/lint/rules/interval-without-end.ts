import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

export const intervalWithoutEnd: Rule = {
  id: 'interval-without-end',
  group: 'types and conventions',
  condition: 'a table has start_ts without end_ts, or end_ts without start_ts',
  effect: 'How long a value holds has to be guessed from the next row, which may be missing.',
  remedy: 'Give every series both, half-open: start_ts <= t < end_ts.',
  presets: { elementaldb: 'error' },
  only: 'up',
  on: 'file',
  check: (file, { after }) =>
    [...after.tables.values()].flatMap(({ name, made, columns, complete }) => {
      const [start, end] = [columns.has('start_ts'), columns.has('end_ts')];
      return made.file !== file.path || !complete || start === end
        ? []
        : [{ index: made.index, what: `${showName(name)} has ${start ? 'start_ts' : 'end_ts'} alone` }];
    }),
};
