import { closestName } from '../../support/closest-name.ts';
import type { GivenSite } from '../world/given-site.ts';
import { ARCHETYPES } from '../world/site.ts';
import { addExtraCells, columnsOf, csvProblems, type CsvProblems } from './csv-problems.ts';
import { placeOfPostcode, postcodeOf } from './postcode-areas.ts';
import { readCsv, type CsvCell } from './read-csv.ts';

const COLUMNS = {
  name: ['name', 'site', 'site_name'],
  kind: ['kind', 'archetype'],
  floorArea: ['floor_area', 'floor_area_m2'],
  postcode: ['postcode'],
  electricity: ['electricity_kwh'],
  gas: ['gas_kwh'],
} as const;

/** A name becomes the name of a folder too. */
const LONGEST_NAME = 100;

/** m2 and kWh a year: least and most that is taken for a site. */
const AREA = [10, 1_000_000] as const;
const ENERGY = [1, 1_000_000_000] as const;

/**
 * Reads a CSV file with the sites of the user: name, kind, floor area (m2), postcode, and annual electricity and gas (kWh). A site
 * without gas has an empty cell, or 0.
 *
 * @throws UsageError `NO_SUCH_FILE`; `BAD_SITES_FILE` with all problems, each with its line and column
 */
export async function readSitesFile(file: string): Promise<GivenSite[]> {
  const [header = [], ...rows] = await readCsv(file);
  const problems = csvProblems(file);
  const columns = columnsOf(header, COLUMNS, { optional: ['gas'] }, problems);
  const hint = `Write a header with ${Object.values(COLUMNS)
    .map(([name]) => name)
    .join(', ')}, and a row for each site; see docs/seeding.md.`;
  problems.throwIfAny('BAD_SITES_FILE', hint);
  if (rows.length === 0) {
    problems.add({ line: (header[0]?.line ?? 0) + 1, column: 1 }, 'there is no site');
  }
  const lines = new Map<string, number>();
  addExtraCells(header, rows, problems);
  const sites = rows.map((row) => siteOf(row, columns, lines, problems));
  problems.throwIfAny('BAD_SITES_FILE', hint);
  return sites;
}

function siteOf(
  row: readonly CsvCell[],
  columns: ReadonlyMap<string, number>,
  lines: Map<string, number>,
  problems: CsvProblems,
): GivenSite {
  const last = row.at(-1);
  const cellOf = (name: keyof typeof COLUMNS): CsvCell =>
    row[columns.get(name) ?? -1] ?? {
      text: '',
      line: last?.line ?? 1,
      column: (last?.column ?? 1) + (last?.text.length ?? 0),
    };
  const name = cellOf('name');
  const id = idOf(name.text);
  const before = lines.get(id);
  if (/\p{Cc}/u.test(name.text) || name.text.length > LONGEST_NAME) {
    problems.add(name, `invalid name: more than ${LONGEST_NAME} characters, or a line break`);
  } else if (id === '') {
    problems.add(name, name.text === '' ? 'the name is missing' : `invalid name "${name.text}": no letter or digit`);
  } else if (before !== undefined) {
    problems.add(name, `"${name.text}" has the id ${id}, as the site of line ${before}`);
  }
  lines.set(id, name.line);
  const kind = cellOf('kind');
  const archetype = ARCHETYPES.find((each) => each === kind.text.toLowerCase().replaceAll(/[\s-]+/g, '_'));
  if (archetype === undefined) {
    const meant = closestName(kind.text, ARCHETYPES);
    const list = meant === undefined ? `; kinds are ${ARCHETYPES.join(', ')}` : `; did you mean "${meant}"?`;
    problems.add(kind, `unknown kind "${kind.text}"${list}`);
  }
  const floorArea = numberOf(cellOf('floorArea'), 'floor area', AREA, problems);
  const postcode = cellOf('postcode');
  const written = postcodeOf(postcode.text);
  const place = written === undefined ? undefined : placeOfPostcode(written);
  if (place === undefined) {
    problems.add(postcode, `invalid postcode "${postcode.text}": not one of Great Britain`);
  }
  const gas = cellOf('gas');
  return {
    id,
    name: name.text,
    archetype: archetype ?? 'office',
    floorArea,
    postcode: written ?? '',
    place: place?.name ?? '',
    electricity: numberOf(cellOf('electricity'), 'annual electricity', ENERGY, problems),
    gas: gas.text === '' || Number(gas.text) === 0 ? 0 : numberOf(gas, 'annual gas', ENERGY, problems),
  };
}

function numberOf(
  cell: CsvCell,
  what: string,
  [least, most]: readonly [number, number],
  problems: CsvProblems,
): number {
  const value = /^-?\d+(\.\d+)?$/.test(cell.text) ? Number(cell.text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    const why = Number.isNaN(value) ? 'write a number without commas and units' : `must be from ${least} to ${most}`;
    problems.add(cell, `invalid ${what} "${cell.text}": ${why}`);
  }
  return value;
}

/** The id of a name: `St. Mary's Hall` is `st_mary_s_hall`. */
function idOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\da-z]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
