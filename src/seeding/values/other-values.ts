import { constant, sqlValue, varied, type Candidate, type Purpose, type ValueSeed } from './candidate.ts';
import { mix } from '../random/hash.ts';
import { ARTICLE_NUMBERS } from './article-numbers.ts';
import { geometryCandidates } from './geometry-values.ts';
import { hexDigits, letters } from './stream.ts';
import { uuidText } from './text-values.ts';

type Maker = (seed: ValueSeed) => string;

const NIL_UUID = '00000000-0000-0000-0000-000000000000';
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

function address({ cell }: ValueSeed): string {
  return `10.${cell % 256}.${(cell >>> 8) % 256}.${(cell >>> 16) % 256}`;
}

function pairs(cell: number, count: number): string {
  return (hexDigits(cell, count * 2).match(/../g) ?? []).join(':');
}

const degrees: Maker = ({ cell }) => `${cell % 90}.5`;
const point: Maker = (seed) => `(${degrees(seed)},${seed.cell % 45})`;
const document: Maker = ({ cell }) => `{"key": "${hexDigits(cell, 6)}", "count": ${cell % 100}}`;

/** For each type a plain value, then the least and the greatest if the type has them, then some others. */
const VALUES: Readonly<Record<string, readonly (string | Maker)[]>> = {
  uuid: [({ cell }) => uuidText(cell), NIL_UUID, LAST_UUID],
  bytea: [({ cell }) => `\\x${hexDigits(cell, 16)}`, '\\x', `\\x00ff5c27${'00'.repeat(252)}`],
  json: [
    document,
    '{}',
    '{"Zoë\'s \\"naïve\\" \\\\ 東京": [null, -1.5e10, {"": []}]}',
    '[]',
    '[1, 2]',
    '"text"',
    '1',
    'true',
    'null',
  ],
  xml: [({ cell }) => `<a>${hexDigits(cell, 6)}</a>`, '', '<a b="é &amp; &lt;">東京</a>', '<a/>'],
  tsvector: [({ cell }) => `'${letters(cell, 6)}':1`, '', "'é':1A 'naïve':2B,16383"],
  tsquery: [({ cell }) => letters(cell, 6), '', "'é' & !'b' | 'c':*"],
  point: [point, '(0,0)', '(1e300,-1e300)'],
  line: [({ cell }) => `{1,${cell % 90},3}`, '{0,1,0}', '{1e10,-1,1e10}'],
  lseg: [(seed) => `[${point(seed)},(3,4)]`, '[(0,0),(0,0)]', '[(-1e10,1e10),(1e10,-1e10)]'],
  box: [(seed) => `${point(seed)},(1,1)`, '(0,0),(0,0)', '(1e10,1e10),(-1e10,-1e10)'],
  path: [(seed) => `[${point(seed)},(3,4)]`, '[(0,0)]', '((0,0),(1e10,0),(0,1e10))'],
  polygon: [(seed) => `((0,0),(0,5),${point(seed)})`, '((0,0))', '((0,0),(1e10,0),(0,1e10))'],
  circle: [(seed) => `<${point(seed)},2>`, '<(0,0),0>', '<(1e10,-1e10),1e10>'],
  inet: [address, '0.0.0.0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::1', '10.1.0.0/16'],
  cidr: [(seed) => `${address(seed)}/32`, '0.0.0.0/0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128', '10.0.0.0/8'],
  macaddr: [({ cell }) => pairs(cell, 6), '00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'],
  macaddr8: [({ cell }) => pairs(cell, 8), '00:00:00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff:ff:ff'],
  pg_lsn: [({ cell }) => `0/${cell.toString(16).toUpperCase()}`, '0/0', 'FFFFFFFF/FFFFFFFF'],
  txid_snapshot: ['10:20:10,14,15', '1:1:', '100:200:150'],
  pg_snapshot: ['10:20:10,14,15', '1:1:', '100:200:150'],
  xid: [({ cell }) => String(cell), '0', '4294967295'],
  cid: [({ cell }) => String(cell), '0', '4294967295'],
  tid: [({ cell }) => `(${cell},1)`, '(0,0)', '(4294967295,65535)'],
  regclass: ['pg_catalog.pg_class', '-', 'pg_catalog.pg_type'],
  regtype: ['integer', '-', 'text'],
  regproc: ['pg_catalog.now', '-', 'pg_catalog.version'],
  regprocedure: ['pg_catalog.now()', '-', 'pg_catalog.version()'],
  regoper: ['pg_catalog.||/', '0', 'pg_catalog.!!'],
  regoperator: ['+(integer,integer)', '0', '-(integer,integer)'],
  regnamespace: ['pg_catalog', '-', 'information_schema'],
  regrole: ['pg_monitor', '-', 'pg_signal_backend'],
  regcollation: ['"C"', '-', '"POSIX"'],
  regconfig: ['simple', 'simple', 'english'],
  regdictionary: ['simple', 'simple', 'english_stem'],
  jsonpath: [({ cell }) => `$.k${hexDigits(cell, 4)}`, '$', '$.a[*] ? (@ > 1)'],
  refcursor: [({ cell }) => letters(cell, 6), '', 'é'],
  int2vector: [({ cell }) => `1 ${cell % 30_000}`, '', '-32768 32767'],
  oidvector: [({ cell }) => `1 ${cell}`, '', '0 4294967295'],
  char: [({ cell }) => letters(cell, 1), '', 'Z'],
  name: [({ cell }) => letters(cell, 8), '', 'é'.repeat(31)],
  aclitem: ['=r/pg_monitor', '=/pg_monitor', '=arwd/pg_monitor'],
  hstore: [({ cell }) => `"key"=>"${hexDigits(cell, 6)}"`, '', '"é\\"\\\\"=>NULL, "b"=>""'],
  ltree: [({ cell }) => `top.${letters(cell, 6)}`, '', `a.b.${'c'.repeat(200)}`],
  lquery: [({ cell }) => `*.${letters(cell, 6)}`, '*', '*.a|b{1,2}'],
  ltxtquery: [({ cell }) => letters(cell, 6), 'a', 'a & !b'],
  cube: [({ cell }) => `(${cell % 100}, 2)`, '(0)', '(-1e10),(1e10)'],
  seg: [({ cell }) => `${cell % 100} .. 200`, '0', '-1e10 .. 1e10'],
  ip4: [address, '0.0.0.0', '255.255.255.255'],
  ip6: [({ cell }) => `2001:db8::${(cell % 65_536).toString(16)}`, '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ipaddress: [address, '0.0.0.0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ip4r: [(seed) => `${address(seed)}/32`, '0.0.0.0/0', '255.255.255.255/32', '10.0.0.1-10.0.0.9'],
  ip6r: [({ cell }) => `2001:db8::${(cell % 65_536).toString(16)}/128`, '::/0', '2001:db8::1-2001:db8::9'],
  iprange: [(seed) => `${address(seed)}/32`, '-', '2001:db8::/32', '10.0.0.1-10.0.0.9'],
  ...ARTICLE_NUMBERS,
  semver: [({ cell }) => `1.${cell % 1000}.${(cell >>> 10) % 1000}`, '0.0.0', '2147483647.0.0', '1.0.0-rc.1+build'],
};

/** Tried for types that are not known here, such as those of extensions. */
const GUESSES = ['', '0', '1', 'a', '{}', '()', '(0,0)', '[]', '[1]', '{1}', '<a/>', '2024-01-01', '1.0', NIL_UUID];

/** Values of a type that is neither a number, a text nor a time. */
export function otherCandidates(bare: string, modifier: number, { distinct, fallbacks }: Purpose): Candidate[] {
  if (bare === 'bool') {
    return [constant('plain', 'true'), constant('low', 'false'), constant('high', 'true')];
  }
  if (bare === 'bit' || bare === 'varbit') {
    return bitCandidates(bare === 'bit' ? Math.max(1, modifier) : modifier, bare === 'bit');
  }
  if (bare === 'vector' || bare === 'halfvec') {
    const length = Math.max(1, modifier);
    const filled = (number: number): string => `[${Array.from({ length }, () => number).join(',')}]`;
    return [
      varied('plain', ({ cell }) => filled(1 + (cell % 100))),
      constant('low', filled(-1)),
      constant('high', filled(1000)),
    ];
  }
  if (bare === 'geometry' || bare === 'geography') {
    return geometryCandidates(bare, modifier);
  }
  const known = VALUES[bare === 'jsonb' ? 'json' : bare];
  if (known === undefined) {
    return [...fallbacks.map((sql) => sqlValue('other', sql)), ...GUESSES.map((text) => constant('other', text))].map(
      (each, i) => (i === 0 ? { ...each, role: 'plain' } : each),
    );
  }
  const [plain = '', low = plain, high = plain, ...others] = known;
  const bounds = distinct && typeof plain === 'function' ? [] : [candidate('low', low), candidate('high', high)];
  return [candidate('plain', plain), ...bounds, ...[...others, low, high].map((value) => candidate('other', value))];
}

function candidate(role: Candidate['role'], value: string | Maker): Candidate {
  return typeof value === 'string' ? constant(role, value) : varied(role, value);
}

function bitCandidates(limit: number, exact: boolean): Candidate[] {
  const length = limit > 0 ? limit : 32;
  const bits = ({ cell }: ValueSeed): string => Array.from({ length }, (_, i) => String(mix(cell, i) % 2)).join('');
  return [
    varied('plain', bits),
    constant('low', exact ? '0'.repeat(length) : ''),
    constant('high', '1'.repeat(length)),
  ];
}
