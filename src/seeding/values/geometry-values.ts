import { constant, varied, type Candidate, type ValueSeed } from './candidate.ts';

/** The kinds of geometry in the order of their numbers in a type modifier, from 1 on. */
const KINDS = [
  'POINT',
  'LINESTRING',
  'POLYGON',
  'MULTIPOINT',
  'MULTILINESTRING',
  'MULTIPOLYGON',
  'GEOMETRYCOLLECTION',
  'CIRCULARSTRING',
  'COMPOUNDCURVE',
  'CURVEPOLYGON',
  'MULTICURVE',
  'MULTISURFACE',
  'POLYHEDRALSURFACE',
  'TRIANGLE',
  'TIN',
] as const;

type Kind = (typeof KINDS)[number];

/** Beside points. */
const USUAL: readonly Kind[] = ['POLYGON', 'LINESTRING', 'MULTIPOLYGON', 'MULTIPOINT', 'MULTILINESTRING'];

/** What a column of PostGIS accepts. */
interface Shape {
  kind: Kind;
  /** `Z`, `M`, `ZM` or empty. */
  dimensions: string;
  srid: number;
}

/**
 * Values of PostGIS's types, of the kind, dimension and reference system that the modifier asks for; without one, points
 * first, then others that conditions often ask for.
 */
export function geometryCandidates(type: 'geometry' | 'geography', modifier: number): Candidate[] {
  const anything: Shape = { kind: 'POINT', dimensions: '', srid: type === 'geography' ? 4326 : 0 };
  const shape = modifier < 0 ? anything : shapeOf(modifier, anything);
  const known = modifier >= 0 && (modifier & 0xfc) !== 0;
  const kinds = known ? [] : USUAL;
  const systems = shape.srid === 0 ? [4326, 3857, 27700] : [];
  const others = [shape, ...kinds.map((kind) => ({ ...shape, kind }))];
  return [
    varied('plain', (seed) => text(shape, seed)),
    constant('low', `${prefix(shape)} EMPTY`),
    constant('high', text(shape, { cell: 0 }, 2)),
    ...[...others, ...systems.flatMap((srid) => others.map((other) => ({ ...other, srid })))].map((other) =>
      varied('other', (seed) => text(other, seed)),
    ),
  ];
}

/** Reference systems have numbers from here on; smaller ones in a condition are dimensions or sizes. */
const FIRST_SYSTEM = 1000;

/** Values of the kinds that conditions name, such as `ST_Polygon` or `POLYGON`, in the reference systems that they name. */
export function geometriesFor(texts: Iterable<string>, numbers: Iterable<number>): Candidate[] {
  const named = new Set([...texts].map((each) => each.toUpperCase().replace(/^ST_/, '')));
  const kinds = KINDS.filter((kind) => named.has(kind));
  const systems = [...numbers].filter((number) => Number.isInteger(number) && number >= FIRST_SYSTEM);
  if (kinds.length + systems.length === 0) {
    return [];
  }
  return (systems.length === 0 ? [4326, 0] : systems).flatMap((srid) =>
    (kinds.length === 0 ? (['POINT', ...USUAL] as const) : kinds).map((kind) =>
      varied('other', (seed) => text({ kind, dimensions: '', srid }, seed)),
    ),
  );
}

/**
 * The parts of a modifier: two bits for Z and M, six for the kind, then the reference system.
 *
 * @see https://github.com/postgis/postgis/blob/3.5.0/liblwgeom/liblwgeom.h.in TYPMOD_GET_SRID and the next
 */
function shapeOf(modifier: number, anything: Shape): Shape {
  const kind = KINDS[((modifier & 0xfc) >> 2) - 1] ?? anything.kind;
  const srid = ((modifier & 0x0fffff00) - (modifier & 0x10000000)) >> 8;
  const dimensions = `${(modifier & 2) === 0 ? '' : 'Z'}${(modifier & 1) === 0 ? '' : 'M'}`;
  return { kind, dimensions, srid: srid === 0 ? anything.srid : srid };
}

function prefix({ kind, dimensions, srid }: Shape): string {
  return `SRID=${srid};${kind}${dimensions === '' ? '' : ` ${dimensions}`}`;
}

/** @param size the greatest distance of two of its points, in units of the reference system */
function text(shape: Shape, { cell }: Pick<ValueSeed, 'cell'>, size = 1): string {
  const { dimensions } = shape;
  const [x, y] = [cell % 90, (cell >>> 8) % 45];
  const at = (dx: number, dy: number): string =>
    [x + dx * size, y + dy * size, ...Array.from(dimensions, (_, i) => i + 1)].join(' ');
  const ring = `(${at(0, 0)}, ${at(1, 0)}, ${at(1, 1)}, ${at(0, 0)})`;
  const line = `(${at(0, 0)}, ${at(1, 1)})`;
  const tagged = (kind: Kind): string => (dimensions === '' ? kind : `${kind} ${dimensions}`);
  const arc = `${tagged('CIRCULARSTRING')} (${at(0, 0)}, ${at(1, 1)}, ${at(1, 0)})`;
  const written: Readonly<Record<Kind, string>> = {
    POINT: `(${at(0, 0)})`,
    LINESTRING: line,
    POLYGON: `(${ring})`,
    MULTIPOINT: `(${at(0, 0)}, ${at(1, 1)})`,
    MULTILINESTRING: `(${line})`,
    MULTIPOLYGON: `((${ring}))`,
    GEOMETRYCOLLECTION: `(${tagged('POINT')} (${at(0, 0)}))`,
    CIRCULARSTRING: `(${at(0, 0)}, ${at(1, 1)}, ${at(1, 0)})`,
    COMPOUNDCURVE: `(${arc}, (${at(1, 0)}, ${at(0, 1)}))`,
    CURVEPOLYGON: `(${ring})`,
    MULTICURVE: `(${line}, ${arc})`,
    MULTISURFACE: `((${ring}))`,
    POLYHEDRALSURFACE: `((${ring}))`,
    TRIANGLE: `(${ring})`,
    TIN: `((${ring}))`,
  };
  return `${prefix(shape)} ${written[shape.kind]}`;
}
