import { expect, test } from 'vitest';

import { styleFor } from '../../../src/report/style.ts';
import { formatWorldFigures } from '../../../src/report/seed/world-figures.ts';
import type { WorldFigure } from '../../../src/energy/checks/check-world.ts';

const plain = styleFor(false, {});

const figure: WorldFigure = {
  subject: 'office',
  dataset: 'electricity',
  figure: 'kWh/m2',
  count: 3,
  value: 98.44,
  least: 71.2,
  greatest: 112.3,
  band: [42.75, 180.5],
  ok: true,
};

test('figures stand under what they are of, each with its band', () => {
  const figures = [
    figure,
    { ...figure, figure: 'load factor', value: 0.3051, least: 0.29, greatest: 0.31, band: [0.2, 0.42] as const },
    {
      ...figure,
      subject: 'places',
      dataset: 'weather',
      figure: 'global - diffuse',
      value: 2e-13,
      least: 0,
      greatest: 3e-13,
      band: [0, 1e-9] as const,
    },
  ];
  expect(formatWorldFigures(figures, plain, 80).join('\n')).toMatchInlineSnapshot(`
    "figure               mean   from     to          band
    office, electricity
      kWh/m2             98.4   71.2    112     42.8..181  ok
      load factor       0.305  0.290  0.310  0.200..0.420  ok
    places, weather
      global - diffuse  2e-13      0  3e-13       0..1e-9  ok

    3 figures, all within their bands."
  `);
});

test('figures outside their bands are counted, and fit into a narrow terminal', () => {
  const lines = formatWorldFigures([figure, { ...figure, value: 3, ok: false }], plain, 60);
  expect(lines.at(-1)).toBe('1 of 2 figures are outside their bands.');
  expect(lines.filter((line) => line.includes('FAIL'))).toHaveLength(1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
});
