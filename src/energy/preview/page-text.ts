import type { WorldOptions } from '../world/world.ts';
import type { PreviewData, PreviewSite } from './preview-data.ts';

/** The page without its charts: contents, summary figures and what the sections are about. */
export function pageText(options: WorldOptions, data: PreviewData): string {
  const { seed, clients, sites, noise } = options;
  const year = new Date(data.from).getUTCFullYear();
  const links = [
    ['weather', 'Weather'],
    ['grid', 'Grid and prices'],
    ['portfolios', 'Portfolios'],
    ...data.sites.map(({ name }, i) => [`site-${i + 1}`, name]),
  ].map(([id, text]) => `<li><a href="#${id}">${escaped(text ?? '')}</a></li>`);
  return `
<h1 id="top">Synthetic world of seed ${seed}: ${plural(clients, 'client')}, ${plural(sites, 'site')}</h1>
<p>The year ${year}, by half-hours in UTC${sites > data.sites.length ? `, for ${plural(data.sites.length, 'site')} of different kinds` : ''}. ${
    noise === 'none' ? '' : 'Meters are shown without the faults that the option --noise adds. '
  }Nothing here is measured.</p>
<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>
<noscript><p>The charts are drawn by a script, which this browser does not run.</p></noscript>
<ul class="tiles">${data.summary.map(({ value, text }) => `<li><strong>${escaped(value)}</strong><span>${escaped(text)}</span></li>`).join('')}</ul>
${siteTable(data.sites)}
<section id="weather"><h2 class="first">Weather in ${escaped(data.sites[0]?.place ?? '')}</h2><p>The town of the first site.</p></section>
<section id="grid"><h2>Grid and prices</h2><p>Carbon intensity and tariffs in the region of the first site.</p></section>
<section id="portfolios"><h2>Portfolios</h2><p>${
    data.tasks.length === 0
      ? 'No client of this world has sites to optimise, or its span is shorter than twelve months, so it has no portfolios.'
      : 'What the optimisations of the first client found. No feasible portfolio beats another in cost, carbon saved and yearly balance at once. ' +
        'One that is not feasible costs too much, or leaves a site without heat or electricity. Without capital cost, another tariff may still save money.'
  }</p></section>
${data.sites.map(siteSection).join('\n')}`;
}

function siteTable(sites: readonly PreviewSite[]): string {
  const head = [
    'site',
    'kind',
    'place',
    'floor area, m\u00b2',
    'electricity, kWh/m\u00b2',
    'heat, kWh/m\u00b2',
    'peak electricity, kW',
    'figures within range',
  ];
  const rows = sites.map((site, i) => {
    const within = site.figures.filter(({ ok }) => ok).length;
    const cells = [
      `<a href="#site-${i + 1}">${escaped(site.name)}</a>`,
      site.archetype,
      escaped(site.place),
      ...[
        site.floorArea,
        perArea(site, 'electricity'),
        perArea(site, 'heating') + perArea(site, 'dhw'),
        peak(site),
      ].map((value) => whole(value)),
      `${within} of ${site.figures.length}`,
    ];
    return `<tr>${cells.map((cell, column) => `<td${column > 2 ? ' class="number"' : ''}>${cell}</td>`).join('')}</tr>`;
  });
  return `<div class="wide"><table><tr>${head.map((cell, column) => `<th${column > 2 ? ' class="number"' : ''}>${cell}</th>`).join('')}</tr>${rows.join('')}</table></div>`;
}

function siteSection({ name, archetype, floorArea, yearBuilt, place, plant }: PreviewSite, number: number): string {
  return `<section id="site-${number + 1}"><h2>${escaped(name)}</h2>
<p>${escaped(archetype[0]?.toUpperCase() ?? '')}${escaped(archetype.slice(1))} in ${escaped(place)}, ${whole(floorArea)} m\u00b2, built ${yearBuilt}. ${escaped(plant)}
<a class="top" href="#top">To the contents</a></p></section>`;
}

function perArea({ series, floorArea }: PreviewSite, key: string): number {
  const values = series.find((each) => each.key === key)?.values ?? [];
  return values.reduce((sum, value) => sum + value, 0) / floorArea;
}

function peak({ series }: PreviewSite): number {
  const electricity = series.find(({ key }) => key === 'electricity');
  return (electricity?.values ?? []).reduce((most, value) => Math.max(most, value), 0) * (electricity?.perHour ?? 0);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

function plural(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
