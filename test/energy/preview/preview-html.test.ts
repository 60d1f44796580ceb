import { Script } from 'node:vm';

import { beforeAll, expect, test } from 'vitest';

import { mean } from '../../../src/energy/checks/statistics.ts';
import { PAGE_SCRIPT } from '../../../src/energy/preview/page-script.ts';
import { previewData, type PreviewData, type PreviewSeries } from '../../../src/energy/preview/preview-data.ts';
import { previewHtml } from '../../../src/energy/preview/preview-html.ts';
import { siteYear } from '../../../src/energy/models/site-year.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { World } from '../../../src/energy/world/world.ts';

const world = createWorld({ seed: 42, clients: 1, sites: 3, noise: 'none', demo: true });
const span = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };
const steps: string[] = [];

let html = '';
let data: PreviewData;

beforeAll(async () => {
  html = await previewHtml(world, span, (text) => steps.push(text));
  data = JSON.parse(/const DATA = (\{.*?\});\n/.exec(html)?.[1] ?? '');
}, 60_000);

test('the page is one file of less than 5 MB that asks no network for anything', () => {
  expect(html.length).toBeLessThan(5_000_000);
  expect(html).not.toMatch(/<(?:script|link|img|iframe)[^>]+(?:src|href)=/);
  expect(html).not.toMatch(/@import|url\(\s*["']?http/);
  expect(html.match(/<script>/g)).toHaveLength(3);
  expect(html.match(/<\/script>/g)).toHaveLength(3);
});

test('its script is one that a browser can read, and draws every kind of chart', () => {
  expect(() => new Script(PAGE_SCRIPT)).not.toThrow();
  for (const draw of [
    'heatMap',
    'lines',
    'week',
    'months',
    'profile',
    'duration',
    'scatter',
    'carbonByHour',
    'pricesByHour',
    'pareto',
    'figures',
  ]) {
    expect(PAGE_SCRIPT.match(new RegExp(`\\b${draw}\\(`, 'g'))?.length, draw).toBeGreaterThan(1);
  }
});

test('a site has its own series as they are, over the whole year', () => {
  const heating = Array.from(siteYear(world, 0, 2024).heating, (kwh) => Math.round(kwh * 100) / 100);
  expect(data.halfHours).toBe(17_568);
  expect(data.sites.map(({ name }) => name)).toEqual(['Demo London', 'Demo Cardiff', 'Demo Edinburgh']);
  expect(data.sites[0]?.series.find(({ key }) => key === 'heating')?.values).toEqual(heating);
});

test('no chart is empty: every series but the fixed price moves, and so do portfolios and figures', () => {
  const series: readonly PreviewSeries[] = [...data.shared, ...data.sites.flatMap((site) => site.series)];
  for (const { key, values } of series) {
    expect(values, key).toHaveLength(17_568);
    expect(new Set(values).size > 1, key).toBe(key !== 'fixed');
  }
  expect(data.shared.filter(({ unit }) => unit === 'p/kWh')).toHaveLength(4);
  for (const site of data.sites) {
    expect(site.series.map(({ key }) => key)).toEqual(
      expect.arrayContaining(site.week.filter((key) => key !== 'wind')),
    );
    expect(site.figures.map(({ figure }) => figure)).toEqual(expect.arrayContaining(['kWh/m2', 'load factor']));
  }
  for (const { portfolios } of data.tasks) {
    expect(new Set(portfolios.map(({ capex }) => capex)).size).toBeGreaterThan(3);
  }
  expect(data.tasks).toHaveLength(2);
  expect(steps).toContain('Drawing site 1 of 3');
});

test('sites are of several kinds, and one has a turbine where any does', () => {
  const { sites } = previewData(createWorld({ seed: 42, clients: 3, sites: 100, noise: 'none' }), span);
  expect(sites).toHaveLength(4);
  expect(new Set(sites.map(({ archetype }) => archetype)).size).toBeGreaterThan(2);
  expect(sites.flatMap(({ series }) => series.map(({ key }) => key))).toContain('wind');
});

test('faults of meters are not faults of a site', () => {
  const noisy = createWorld({ seed: 42, clients: 1, sites: 3, noise: 'realistic', demo: true });
  expect(previewData(noisy, span).sites.map(({ figures }) => figures)).toEqual(
    data.sites.map(({ figures }) => figures),
  );
});

test('a name with markup stays a name', async () => {
  const name = '</script><img src=x>';
  const page = await previewHtml(renamed(name), span);
  expect(page).toContain(String.raw`\u003c/script>\u003cimg src=x>`);
  expect(page).toContain('<h2>&lt;/script&gt;&lt;img src=x&gt;</h2>');
  expect(page).not.toContain(name);
});

test('a world whose clients have no sites has no portfolios, and the page reports it', async () => {
  const without = { ...renamed('x'), client: (i: number) => ({ ...world.client(i), sites: [] }) };
  expect(previewData(without, span).tasks).toEqual([]);
  expect(await previewHtml(without, span)).toContain('it has no portfolios');
});

test('its contents lead to sections that it has, which the script fills', () => {
  const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  expect(new Set(links)).toEqual(ids);
  expect([...ids]).toEqual(['top', 'weather', 'grid', 'portfolios', 'site-1', 'site-2', 'site-3']);
  for (const [, id] of PAGE_SCRIPT.matchAll(/sectionOf\('([a-z]+)'\)/g)) {
    expect(ids).toContain(id);
  }
});

test('its summary has the figures of the series, with their units', () => {
  const of = (key: string): number[] => [...(data.shared.find((series) => series.key === key)?.values ?? [])];
  const values = data.summary.map(({ value }) => value);
  expect(values[0]).toBe(`${mean(of('airTemperature')).toFixed(1)} °C`);
  expect(values[2]).toBe(`${Math.round(mean(of('carbon')))} g/kWh`);
  expect(values.slice(3)).toEqual(
    ['fixed', 'overnight', 'peak', 'agile'].map((key) => `${mean(of(key)).toFixed(1)} p/kWh`),
  );
  for (const { value, text } of data.summary) {
    expect(html).toContain(`<strong>${value}</strong><span>${text}</span>`);
  }
  expect(html).toMatch(/<a href="#site-2">Demo Cardiff<\/a>.*<td class="number">\d+ of \d+<\/td>/);
});

function renamed(name: string): World {
  const { options, places } = world;
  return { options, places, client: (i) => world.client(i), site: (i) => ({ ...world.site(i), name }) };
}
