/**
 * What the preview's page runs once its libraries (`Plot`) and its data (`DATA`, a `PreviewData`) are there. A text, since it
 * is code of the page and not of this package; charts are drawn in the page's own colours, light or dark.
 */
export const PAGE_SCRIPT = String.raw`
const add = (parent, tag, text) => {
  const element = parent.appendChild(document.createElement(tag));
  if (text !== undefined) element.textContent = text;
  return element;
};
const main = document.querySelector('main');
const WIDTH = Math.max(300, main.clientWidth - 32);
const chart = (section, title, options) => {
  const figure = add(section, 'figure');
  add(figure, 'figcaption', title);
  figure.append(Plot.plot({ width: WIDTH, marginLeft: 56, marginBottom: 46, style: { background: 'none', fontSize: '12px' }, ...options }));
};
const half = (from, i) => new Date(from + i * 1800000);

const SEASONS = ['December to February', 'June to August'];
const seasonOf = (i) => {
  const month = half(DATA.from, i).getUTCMonth();
  return [11, 0, 1].includes(month) ? SEASONS[0] : [5, 6, 7].includes(month) ? SEASONS[1] : null;
};

function heatMap(section, series) {
  const days = DATA.halfHours / 48;
  const grid = new Array(days * 48);
  for (let day = 0; day < days; day += 1)
    for (let step = 0; step < 48; step += 1) grid[step * days + day] = series.values[day * 48 + step];
  chart(section, series.title + ' by day and hour (' + series.unit + ')', {
    height: 190,
    marginBottom: 30,
    x: { type: 'utc', label: null, ticks: WIDTH < 600 ? '3 months' : 'month' },
    y: { label: 'hour, UTC', ticks: [0, 6, 12, 18, 24] },
    color: { scheme: series.scheme, legend: true, label: series.unit, marginLeft: 12, marginRight: 12, width: 264 },
    marks: [
      Plot.raster(grid, {
        width: days, height: 48,
        x1: DATA.from, x2: DATA.from + days * 86400000, y1: 0, y2: 24,
        imageRendering: 'pixelated',
      }),
    ],
  });
}

function week(section, site, name, startDay) {
  const from = startDay * 48;
  const rows = site.week.flatMap((key) => {
    const series = site.series.find((each) => each.key === key);
    return series === undefined ? [] : Array.from({ length: 336 }, (_, i) => ({
      at: half(DATA.from, from + i), value: series.values[from + i] * series.perHour, name: series.title,
    }));
  });
  chart(section, site.name + ': a week in ' + name + ' (mean power, kW)', {
    height: 240, x: { type: 'utc', label: null, ticks: 7 }, y: { label: 'kW', grid: true }, color: { legend: true },
    marks: [Plot.ruleY([0]), Plot.lineY(rows, { x: 'at', y: 'value', stroke: 'name', strokeWidth: 1.3 })],
  });
  const air = site.series.find(({ key }) => key === 'airTemperature');
  const warmth = Array.from({ length: 336 }, (_, i) => ({ at: half(DATA.from, from + i), value: air.values[from + i] }));
  chart(section, site.name + ': air temperature in that week (degC)', {
    height: 150, x: { type: 'utc', label: null, ticks: 7 }, y: { label: 'degC', grid: true, ticks: 3 },
    marks: [Plot.lineY(warmth, { x: 'at', y: 'value', strokeWidth: 1.3 })],
  });
}

function duration(section, site) {
  const rows = site.series.filter(({ perHour }) => perHour > 0).flatMap((series) => {
    const sorted = [...series.values].sort((a, b) => b - a);
    return Array.from({ length: 400 }, (_, i) => ({
      share: (i / 399) * 100, value: sorted[Math.round((i / 399) * (sorted.length - 1))] * series.perHour, name: series.title,
    }));
  });
  chart(section, site.name + ': load-duration curves (kW that is reached or passed in so much of the year)', {
    height: 240, x: { label: '% of the year', labelOffset: 38 }, y: { label: 'kW', grid: true }, color: { legend: true },
    marks: [Plot.ruleY([0]), Plot.lineY(rows, { x: 'share', y: 'value', stroke: 'name' })],
  });
}

function scatter(section, site) {
  const of = (key) => site.series.find((series) => series.key === key).values;
  const [heat, air] = [of('heating'), of('airTemperature')];
  const rows = Array.from({ length: DATA.halfHours / 48 }, (_, day) => {
    let [sum, warmth] = [0, 0];
    for (let i = day * 48; i < day * 48 + 48; i += 1) { sum += heat[i]; warmth += air[i] / 48; }
    return { sum, warmth };
  });
  chart(section, site.name + ': space heat against outdoor temperature, a dot a day', {
    height: 260, x: { label: 'mean of the day, degC', labelOffset: 38 }, y: { label: 'kWh thermal a day', grid: true },
    marks: [Plot.dot(rows, { x: 'warmth', y: 'sum', r: 2, fill: 'currentColor', fillOpacity: 0.5 })],
  });
}

function carbonByHour(section, series) {
  const rows = Array.from({ length: DATA.halfHours }, (_, i) => ({
    hour: (i % 48) / 2, value: series.values[i],
    season: seasonOf(i),
  })).filter(({ season }) => season !== null);
  chart(section, 'Carbon intensity of the grid by hour of the day (mean, and the middle half; g/kWh)', {
    height: 260, x: { label: 'hour, UTC', labelOffset: 38 }, y: { label: 'g/kWh', grid: true, zero: true }, color: { legend: true },
    marks: [
      Plot.areaY(rows, Plot.groupX({ y1: 'p25', y2: 'p75' }, { x: 'hour', y: 'value', fill: 'season', fillOpacity: 0.2 })),
      Plot.lineY(rows, Plot.groupX({ y: 'mean' }, { x: 'hour', y: 'value', stroke: 'season' })),
    ],
  });
}

function pricesByHour(section, products) {
  const rows = products.flatMap((series) => {
    const sums = new Map();
    for (let i = 0; i < DATA.halfHours; i += 1) {
      const season = seasonOf(i);
      if (season === null) continue;
      const key = season + (i % 48);
      const known = sums.get(key) ?? { name: series.title, season, hour: (i % 48) / 2, sum: 0, count: 0 };
      known.sum += series.values[i]; known.count += 1;
      sums.set(key, known);
    }
    return [...sums.values()].map((row) => ({ ...row, price: row.sum / row.count }));
  });
  chart(section, 'Prices by hour of the day (mean, p/kWh)', {
    height: 400, marginRight: 20, x: { label: 'hour, UTC', labelOffset: 38 }, y: { label: 'p/kWh', grid: true, zero: true },
    fy: { label: null, domain: SEASONS, axis: null }, color: { legend: true },
    marks: [
      Plot.ruleY([0]),
      Plot.text(SEASONS, { text: (season) => season, fy: (season) => season, frameAnchor: 'top-left', dx: 6 }),
      Plot.lineY(rows, { x: 'hour', y: 'price', fy: 'season', stroke: 'name', curve: 'step-after' }),
    ],
  });
}

function figures(section, site) {
  const wide = add(section, 'div');
  wide.className = 'wide';
  const table = add(wide, 'table');
  add(table, 'caption', 'The year, and where real ones lie');
  const row = (tag, cells) => {
    const line = add(table, 'tr');
    cells.forEach((text, i) => { if (add(line, tag, text) && i > 1 && i < 5) line.lastChild.className = 'number'; });
    return line;
  };
  row('th', ['of', 'figure', 'value', 'least', 'most', '']);
  for (const { dataset, figure, value, band, ok } of site.figures) {
    const cells = [value, ...band].map((number) => String(Number(number.toPrecision(3))));
    row('td', [dataset, figure, ...cells, ok ? 'ok' : 'no']).className = ok ? '' : 'outside';
  }
}

function pareto(section, task) {
  chart(section, task.title + ': cost and carbon of each portfolio', {
    height: 340, inset: 10, x: { label: 'capital cost, thousand GBP', grid: true, labelOffset: 38 },
    y: { label: 'carbon saved, t CO2e a year', grid: true },
    color: { legend: true, label: 'cost balance, thousand GBP a year', scheme: 'RdYlGn' },
    symbol: { legend: true, label: null, domain: ['feasible', 'not feasible'], range: ['circle', 'triangle'] },
    marks: [
      Plot.dot(task.portfolios, {
        x: 'capex', y: 'carbon', fill: 'cost', symbol: 'feasible', r: 6, stroke: 'currentColor', strokeWidth: 0.5, tip: true,
      }),
    ],
  });
}

const overall = add(main, 'section');
add(overall, 'h2', 'The grid and the weather at ' + DATA.sites[0].place);
for (const series of DATA.shared.filter(({ key }) => key !== 'fixed')) heatMap(overall, series);
carbonByHour(overall, DATA.shared.find(({ key }) => key === 'carbon'));
pricesByHour(overall, DATA.shared.filter(({ unit }) => unit === 'p/kWh'));
add(overall, 'h2', 'Portfolios');
if (DATA.tasks.length === 0) add(overall, 'p', 'No client of this world has sites to optimise, so it has no portfolios.');
else add(overall, 'p', 'None that is feasible beats another in cost, carbon saved and yearly balance at once. What is not is too dear, or leaves a site without heat or electricity, and would be among the best if it were. What costs nothing may still save money: by another tariff.');
for (const task of DATA.tasks) pareto(overall, task);
for (const site of DATA.sites) {
  const section = add(main, 'section');
  add(section, 'h2', site.name + ': ' + site.archetype + ', ' + site.floorArea + ' m\u00b2, built ' + site.yearBuilt + ', ' + site.place);
  const perArea = ['electricity', 'heating', 'dhw'].map((key) => {
    const { title, values } = site.series.find((series) => series.key === key);
    return title + ' ' + Math.round(values.reduce((sum, value) => sum + value, 0) / site.floorArea);
  });
  add(section, 'p', 'kWh/m\u00b2 in the year: ' + perArea.join(', ') + '. ' + site.plant);
  figures(section, site);
  for (const series of site.series.filter(({ key }) => key !== 'airTemperature')) heatMap(section, series);
  week(section, site, 'January', 14);
  week(section, site, 'July', 189);
  duration(section, site);
  scatter(section, site);
}
`;
