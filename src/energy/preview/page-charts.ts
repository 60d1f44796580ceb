/** What the page draws with Observable Plot, one idea a chart; a text, because it is code of the page and not of this package. */
export const PAGE_CHARTS = String.raw`
const WIDTH = Math.max(300, main.clientWidth - 8);
const isNarrow = WIDTH < 600;
const chart = (section, title, note, options) => {
  const figure = add(section, 'figure');
  add(add(figure, 'figcaption', title), 'small', note);
  figure.append(Plot.plot({ width: WIDTH, marginLeft: 52, marginBottom: 42, style: { background: 'none', fontSize: '13px' }, ...options }));
};
const HOURS = { label: 'hour of the day, UTC', ticks: [0, 6, 12, 18, 24], domain: [0, 24] };
const seriesOf = (site, key) => site.series.find((series) => series.key === key);
const powerOf = (series, i) => series.values[i] * series.perHour;

function heatMap(section, series) {
  const days = DATA.halfHours / 48;
  const factor = series.perHour || 1;
  const grid = new Array(days * 48);
  for (let day = 0; day < days; day += 1)
    for (let step = 0; step < 48; step += 1) grid[step * days + day] = series.values[day * 48 + step] * factor;
  const unit = series.perHour > 0 ? 'kW' : series.unit;
  chart(section, series.title, 'Every half-hour of the year: days from left to right, hours from the bottom up, ' + unit, {
    height: 200, marginBottom: 38,
    x: { type: 'utc', label: null, ticks: isNarrow ? '3 months' : 'month' },
    y: { ...HOURS, label: 'hour, UTC' },
    color: { scheme: series.scheme, legend: true, label: unit, marginLeft: 12, marginRight: 12, width: 264 },
    marks: [
      Plot.raster(grid, {
        width: days, height: 48, x1: DATA.from, x2: DATA.from + days * 86400000, y1: 0, y2: 24, imageRendering: 'pixelated',
      }),
    ],
  });
}

function lines(section, title, note, series, startDay) {
  const rows = series.flatMap((each) => Array.from({ length: 336 }, (_, i) => ({
    at: half(DATA.from, startDay * 48 + i), value: each.perHour > 0 ? powerOf(each, startDay * 48 + i) : each.values[startDay * 48 + i],
    name: each.title,
  })));
  const unit = series[0].perHour > 0 ? 'kW' : series[0].unit;
  chart(section, title, note, {
    height: series[0].perHour > 0 ? 220 : 140,
    x: { type: 'utc', label: null, ticks: isNarrow ? 4 : 7 }, y: { label: unit, grid: true, ticks: series[0].perHour > 0 ? 5 : 3 },
    color: { legend: series.length > 1 },
    marks: [...(series[0].perHour > 0 ? [Plot.ruleY([0])] : []), Plot.lineY(rows, { x: 'at', y: 'value', stroke: 'name', strokeWidth: 1.4 })],
  });
}

function week(section, site, name, startDay) {
  const own = (keys) => site.week.filter(keys).map((key) => seriesOf(site, key)).filter((series) => series !== undefined);
  lines(section, 'Electricity in a week of ' + name, 'Mean power of each half-hour, kW', own((key) => key === 'electricity'), startDay);
  const generation = own((key) => key.startsWith('solar') || key === 'wind');
  if (generation.length > 0)
    lines(section, 'Possible generation in a week of ' + name, 'What panels and turbines of the full size give, kW', generation, startDay);
  lines(section, 'Heat in a week of ' + name, 'Mean power of each half-hour, kW thermal', own((key) => key === 'heating' || key === 'dhw'), startDay);
  lines(section, 'Air temperature in this week', '\u00b0C', [seriesOf(site, 'airTemperature')], startDay);
}

function months(section, site) {
  const rows = ['electricity', 'heating', 'dhw'].flatMap((key) => {
    const series = seriesOf(site, key);
    const sums = new Array(12).fill(0);
    series.values.forEach((value, i) => { sums[half(DATA.from, i).getUTCMonth()] += value / 1000; });
    return sums.map((value, month) => ({ month, value, name: series.title }));
  });
  chart(section, 'Energy by month', 'MWh; heat is what the rooms and the taps get', {
    height: 240, x: { label: null, tickFormat: (month) => 'JFMAMJJASOND'[month] }, y: { label: 'MWh', grid: true }, color: { legend: true },
    marks: [Plot.barY(rows, { x: 'month', y: 'value', fill: 'name', tip: true }), Plot.ruleY([0])],
  });
}

function profile(section, site) {
  const { values, perHour } = seriesOf(site, 'electricity');
  const groups = new Map();
  values.forEach((value, i) => {
    const season = seasonOf(i);
    if (season === null) return;
    const isWeekend = [0, 6].includes(half(DATA.from, i).getUTCDay());
    const name = isWeekend ? 'Saturday and Sunday' : 'Monday to Friday';
    const key = name + season + (i % 48);
    const known = groups.get(key) ?? { name, season, hour: (i % 48) / 2, sum: 0, count: 0 };
    known.sum += value * perHour; known.count += 1;
    groups.set(key, known);
  });
  const rows = [...groups.values()].map((row) => ({ ...row, value: row.sum / row.count }));
  chart(section, 'Electricity on an average day', 'Mean power by hour of the day, kW', {
    height: 320, marginRight: 16, x: HOURS, y: { label: 'kW', grid: true, zero: true, insetTop: 18 },
    fy: { label: null, domain: SEASONS, axis: null }, color: { legend: true },
    marks: [
      Plot.ruleY([0]), Plot.text(SEASONS, { text: (season) => season, fy: (season) => season, frameAnchor: 'top-left', dx: 6, dy: -2 }),
      Plot.lineY(rows, { x: 'hour', y: 'value', fy: 'season', stroke: 'name' }),
    ],
  });
}

function duration(section, site) {
  const rows = ['electricity', 'heating'].map((key) => seriesOf(site, key)).flatMap((series) => {
    const sorted = [...series.values].sort((a, b) => b - a);
    return Array.from({ length: 400 }, (_, i) => ({
      share: (i / 399) * 100, value: sorted[Math.round((i / 399) * (sorted.length - 1))] * series.perHour, name: series.title,
    }));
  });
  chart(section, 'Load-duration curves', 'Power that is reached or passed in so much of the year, kW', {
    height: 240, x: { label: '% of the year', labelOffset: 36 }, y: { label: 'kW', grid: true }, color: { legend: true },
    marks: [Plot.ruleY([0]), Plot.lineY(rows, { x: 'share', y: 'value', stroke: 'name' })],
  });
}

function scatter(section, site) {
  const [heat, air] = [seriesOf(site, 'heating').values, seriesOf(site, 'airTemperature').values];
  const rows = Array.from({ length: DATA.halfHours / 48 }, (_, day) => {
    let [sum, warmth] = [0, 0];
    for (let i = day * 48; i < day * 48 + 48; i += 1) { sum += heat[i]; warmth += air[i] / 48; }
    return { sum, warmth };
  });
  chart(section, 'Space heat by outdoor temperature', 'A dot for each day of the year, kWh thermal', {
    height: 280, x: { label: 'mean temperature of the day, \u00b0C', labelOffset: 36 }, y: { label: 'kWh', grid: true },
    marks: [Plot.ruleY([0]), Plot.dot(rows, { x: 'warmth', y: 'sum', r: 2, fill: 'currentColor', fillOpacity: 0.5 })],
  });
}

function carbonByHour(section, series) {
  const rows = Array.from({ length: DATA.halfHours }, (_, i) => ({ hour: (i % 48) / 2, value: series.values[i], season: seasonOf(i) }))
    .filter(({ season }) => season !== null);
  chart(section, 'Carbon intensity by hour of the day', 'Mean, and the range of the middle half of the days, g/kWh', {
    height: 260, x: HOURS, y: { label: 'g/kWh', grid: true, zero: true }, color: { legend: true },
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
  chart(section, 'Electricity prices by hour of the day', 'Mean of each tariff, p/kWh', {
    height: 400, marginRight: 20, x: HOURS, y: { label: 'p/kWh', grid: true, zero: true, insetTop: 18 },
    fy: { label: null, domain: SEASONS, axis: null }, color: { legend: true },
    marks: [
      Plot.ruleY([0]), Plot.text(SEASONS, { text: (season) => season, fy: (season) => season, frameAnchor: 'top-left', dx: 6, dy: -2 }),
      Plot.lineY(rows, { x: 'hour', y: 'price', fy: 'season', stroke: 'name', curve: 'step-after' }),
    ],
  });
}

function pareto(section, task) {
  chart(section, 'Cost and carbon of each portfolio', task.title, {
    height: 340, inset: 10, x: { label: 'capital cost, thousand GBP', grid: true, labelOffset: 36 },
    y: { label: 'carbon saved, t CO\u2082e a year', grid: true },
    color: { legend: true, label: 'cost balance, thousand GBP a year', scheme: 'RdYlGn', pivot: 0, type: 'diverging' },
    symbol: { legend: true, label: null, domain: ['feasible', 'not feasible'], range: ['circle', 'triangle'] },
    marks: [
      Plot.dot(task.portfolios, {
        x: 'capex', y: 'carbon', fill: 'cost', symbol: 'feasible', r: 6, stroke: 'currentColor', strokeWidth: 0.5, tip: true,
        title: (portfolio) => portfolio.feasible + ': ' + portfolio.capex.toFixed(0) + ' thousand GBP, ' + portfolio.carbon.toFixed(1)
          + ' t CO\u2082e a year, ' + portfolio.cost.toFixed(1) + ' thousand GBP a year',
      }),
    ],
  });
}
`;
