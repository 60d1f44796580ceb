import { beforeAll, expect, test } from 'vitest';

import { previewHtml } from '../../../src/report/preview/preview-html.ts';
import { siteYear } from '../../../src/synthesis/models/site-year.ts';
import { createWorld } from '../../../src/synthesis/world/create-world.ts';

const world = createWorld({ seed: 42, clients: 1, sites: 3, noise: 'none', demo: true });

let html = '';

beforeAll(async () => {
  html = await previewHtml(world, { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) });
}, 60_000);

test('the page is one file of less than 5 MB that asks no network for anything', () => {
  expect(html.length).toBeLessThan(5_000_000);
  expect(html).not.toMatch(/<(?:script|link|img|iframe)[^>]+(?:src|href)=/);
  expect(html.match(/<script>/g)).toHaveLength(3);
  expect(html.match(/<\/script>/g)).toHaveLength(3);
});

test('it has the series of every kind of site as they are, and portfolios', () => {
  const json = /const DATA = (\{.*?\});\n/.exec(html)?.[1] ?? '';
  const data: unknown = JSON.parse(json);
  const heating = Array.from(siteYear(world, 0, 2024).heating, (kwh) => Math.round(kwh * 100) / 100);
  expect(data).toMatchObject({
    halfHours: 17_568,
    sites: [
      {
        name: 'Demo London',
        series: expect.arrayContaining([expect.objectContaining({ key: 'heating', values: heating })]),
      },
      { name: 'Demo Cardiff' },
      { name: 'Demo Edinburgh' },
    ],
    tasks: [{ portfolios: expect.arrayContaining([expect.objectContaining({ capex: 0 })]) }, {}],
  });
});
