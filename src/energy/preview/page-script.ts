import { PAGE_CHARTS } from './page-charts.ts';

/**
 * What the preview's page runs once its libraries (`Plot`) and its data (`DATA`, a `PreviewData`) are there: it draws the charts into the
 * sections that the page has. A text, since it is code of the page; charts are drawn in the page's own colors, light or dark.
 */
export const PAGE_SCRIPT = String.raw`
const add = (parent, tag, text) => {
  const element = parent.appendChild(document.createElement(tag));
  if (text !== undefined) element.textContent = text;
  return element;
};
const main = document.querySelector('main');
const half = (from, i) => new Date(from + i * 1800000);

const SEASONS = ['December to February', 'June to August'];
const seasonOf = (i) => {
  const month = half(DATA.from, i).getUTCMonth();
  return [11, 0, 1].includes(month) ? SEASONS[0] : [5, 6, 7].includes(month) ? SEASONS[1] : null;
};
${PAGE_CHARTS}
function figures(section, site) {
  const wide = add(section, 'div');
  wide.className = 'wide';
  const table = add(wide, 'table');
  const row = (tag, cells) => {
    const line = add(table, 'tr');
    cells.forEach((text, i) => { if (add(line, tag, text) && (i === 2 || i === 3)) line.lastChild.className = 'number'; });
    return line;
  };
  row('th', ['of', 'figure', 'here', 'range of real ones', '']);
  const short = (number) => String(Number(number.toPrecision(3)));
  for (const { dataset, figure, value, band, ok } of site.figures)
    row('td', [dataset, figure, short(value), band.map(short).join(' to '), ok ? 'within' : 'outside']).className = ok ? '' : 'outside';
}

const sectionOf = (id) => document.getElementById(id);
const weather = sectionOf('weather');
for (const series of DATA.shared.filter(({ key }) => key === 'airTemperature')) heatMap(weather, series);
const grid = sectionOf('grid');
const carbon = DATA.shared.find(({ key }) => key === 'carbon');
const products = DATA.shared.filter(({ unit }) => unit === 'p/kWh');
carbonByHour(grid, carbon);
heatMap(grid, carbon);
pricesByHour(grid, products);
for (const series of products.filter(({ key }) => key !== 'fixed')) heatMap(grid, series);
for (const task of DATA.tasks) pareto(sectionOf('portfolios'), task);
DATA.sites.forEach((site, number) => {
  const section = sectionOf('site-' + (number + 1));
  add(section, 'h3', 'Over the year');
  months(section, site);
  profile(section, site);
  duration(section, site);
  scatter(section, site);
  add(section, 'h3', 'Every half-hour');
  for (const series of site.series.filter(({ key }) => key !== 'airTemperature')) heatMap(section, series);
  add(section, 'h3', 'Two weeks');
  week(section, site, 'January', 14);
  week(section, site, 'July', 189);
  add(section, 'h3', 'Compared with real sites');
  figures(section, site);
});
`;
