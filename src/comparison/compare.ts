import { diff } from '../catalog/diff/diff.ts';
import type { SnapshotDiff } from '../catalog/diff/snapshot-diff.ts';
import type { ObjectKind } from '../catalog/snapshot/catalog-object.ts';
import type { DependentObjects } from '../catalog/snapshot/dependencies.ts';
import { DEFAULT_USER } from '../configuration/defaults.ts';
import { readContent } from '../databases/content.ts';
import { withoutIgnored } from './ignored-objects.ts';
import { findPlaces, type Place } from './migration-places.ts';
import { emptyScratch, openSide, readForeignFacts, readScratch, type OpenSide, type SideOptions } from './open-side.ts';
import { proveSql, sqlBetween, type ComparedState, type SqlBetween } from './prove.ts';
import type { Side } from './side.ts';

export type Direction = 'forward' | 'back';

export interface CompareOptions extends SideOptions {
  /** Objects to leave out: names, or kinds and names, in which `*` stands for any part. */
  ignore: readonly string[];
  /** The SQL to write and to try: what brings the first state to the second, or the second to the first, or both. */
  sql?: readonly Direction[] | undefined;
  onProgress?: ((step: string) => void) | undefined;
}

/** What two states of a database differ in. */
export interface Comparison {
  from: Side;
  to: Side;
  /** From the first to the second. */
  difference: SnapshotDiff;
  /** Where the migrations make what differs, by kind and name. */
  places: ReadonlyMap<string, Place>;
  /** The SQL that was asked for. */
  sql: Readonly<Partial<Record<Direction, SqlBetween>>>;
  /** The tables whose rows were to be compared and were not: too large on one side, or not readable. */
  uncomparedRows: readonly string[];
  /** Sentences about what was not seen or may be written differently. */
  notes: readonly string[];
}

/**
 * Compares two states: the objects of the schema, the rows where asked for, not the roles, the database's own properties
 * and golang-migrate's table. Each database at a URL is read in one read-only transaction.
 *
 * Throw-away databases are made by the role that owns golang-migrate's table in a database at a URL, so that owners and
 * privileges can be compared.
 *
 * @throws the errors of `openSide`
 */
export async function compare(from: Side, to: Side, options: CompareOptions): Promise<Comparison> {
  const { ignore, onProgress } = options;
  const within = await asOwnerOf([from, to], options);
  onProgress?.(`Reading ${from.label}`);
  await using one = await openSide(from, within);
  const first = await one.read();
  onProgress?.(`Reading ${to.label}`);
  await using other = await openSide(to, within);
  const [before, after] = comparable([first, await other.read()], options.rows).map((state) => ignoring(state, ignore));
  if (before === undefined || after === undefined) {
    throw new TypeError('two states are two');
  }
  const difference = { ...diff(before.snapshot, after.snapshot), uncovered: [] };
  const states = { one, other, before, after };
  return {
    from,
    to,
    difference,
    places: await placesOf([to, from], difference, within.scratch.layout),
    sql: await allSql(options.sql ?? [], states, within),
    uncomparedRows: [...unreadOf(before, after)].toSorted(),
    notes: [
      ...[...new Set([...before.snapshot.uncovered, ...after.snapshot.uncovered])].map(
        (what) => `not compared: ${what}`,
      ),
      ...(one.major === other.major
        ? []
        : [
            `PostgreSQL ${one.major} and ${other.major} write some objects differently; --postgres and --pg-bin choose ` +
              'the release of throw-away servers',
          ]),
    ],
  };
}

/** The options with the role that makes throw-away databases, and the release of a database at a URL. */
export async function asOwnerOf(sides: readonly Side[], options: CompareOptions): Promise<CompareOptions> {
  const { scratch } = options;
  if (scratch.server?.kind === 'existing') {
    return { ...options, scratch: { ...scratch, user: undefined } };
  }
  const foreign = sides.find((side) => side.kind === 'url');
  const facts = foreign === undefined ? undefined : await readForeignFacts(foreign.url);
  const owner = facts?.owner.startsWith('pg_') === false ? facts.owner : DEFAULT_USER;
  const isChosen = scratch.major !== undefined || scratch.pgBin !== undefined || scratch.server?.kind === 'docker';
  const needsServer = sides.some(({ kind }) => kind === 'migrations' || kind === 'script');
  const release = facts === undefined || isChosen || !needsServer ? {} : { major: facts.major };
  return { ...options, scratch: { ...scratch, ...release, user: scratch.user ?? owner } };
}

function ignoring({ snapshot, ...read }: DependentObjects, patterns: readonly string[]): ComparedState {
  const { ignored, ...left } = withoutIgnored(snapshot, patterns);
  const isIgnored = (table: string): boolean =>
    ignored.has(`table ${table}`) || ignored.has(`materialized view ${table}`);
  const [gone, unreadRows] = [read.unreadRows.filter(isIgnored), read.unreadRows.filter((each) => !isIgnored(each))];
  const uncovered = left.uncovered.filter((what) => gone.every((table) => !what.startsWith(`rows of ${table}: `)));
  return { ...read, snapshot: { ...left, uncovered }, unreadRows, ignored };
}

/** Without what was not read on both sides, and, where rows are not compared, without whether a view has any. */
function comparable(states: readonly DependentObjects[], rows: boolean): DependentObjects[] {
  const unread = new Set(
    states.flatMap(({ snapshot }) => snapshot.uncovered.flatMap((what) => KINDS_BY_SENTENCE.get(what) ?? [])),
  );
  const unreadRows = unreadOf(...states);
  return states.map(({ snapshot, ...read }) => {
    const objects = snapshot.objects
      .filter(({ kind }) => !unread.has(kind))
      .map((object) => {
        const { populated, ...definition } = object.definition;
        return rows || populated === undefined ? object : { ...object, definition };
      });
    const left = snapshot.rows.filter(({ table }) => !unreadRows.has(table));
    return { ...read, snapshot: { ...snapshot, objects, rows: left } };
  });
}

/** The tables whose rows were not read in one of the states. */
function unreadOf(...states: readonly DependentObjects[]): Set<string> {
  return new Set(states.flatMap(({ unreadRows }) => unreadRows));
}

/** The kinds that only a superuser can read, by the sentence of the snapshot. */
const KINDS_BY_SENTENCE: ReadonlyMap<string, ObjectKind> = new Map([
  ['options of user mappings: only a superuser can read them', 'user mapping'],
  ['connections and options of subscriptions: only a superuser can read them', 'subscription'],
  ['contents of large objects: only a superuser can read them', 'large object'],
]);

interface Read {
  one: OpenSide;
  other: OpenSide;
  before: ComparedState;
  after: ComparedState;
}

async function allSql(
  directions: readonly Direction[],
  states: Read,
  options: CompareOptions,
): Promise<Comparison['sql']> {
  const written: Partial<Record<Direction, SqlBetween>> = {};
  for (const direction of directions) {
    written[direction] = await provenSql(direction === 'forward' ? states : reversed(states), options);
  }
  return written;
}

function reversed({ one, other, before, after }: Read): Read {
  return { one: other, other: one, before: after, after: before };
}

/** The SQL from the first state to the second, tried on a throw-away database: one of the two, or a new one. */
async function provenSql(
  { one, other, before, after }: Read,
  { scratch, ignore, onProgress }: CompareOptions,
): Promise<SqlBetween> {
  const role = scratch.user ?? DEFAULT_USER;
  const written = sqlBetween(before, after.snapshot, role);
  onProgress?.('Trying the SQL on a throw-away database');
  const given = one.scratch ?? other.scratch;
  await using made = given === undefined ? await emptyScratch(scratch) : undefined;
  const target = given ?? made?.target ?? '';
  const unproven = await proveSql(
    written,
    { from: before.snapshot, to: after.snapshot },
    {
      target,
      role,
      read: async (client) => ignoring(comparable([await readScratch(client)], false)[0] ?? before, ignore),
    },
  );
  return { ...written, unproven };
}

async function placesOf(
  sides: readonly Side[],
  difference: SnapshotDiff,
  layout: CompareOptions['scratch']['layout'],
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const side of sides) {
    if (side.kind === 'migrations' && difference.objects.length > 0) {
      const { ups } = await readContent({ migrations: side.folder, layout, to: side.to, clientData: 'none' });
      const left = difference.objects.filter(({ kind, name }) => !places.has(`${kind} ${name}`));
      for (const [key, place] of await findPlaces(ups, left)) {
        places.set(key, place);
      }
    }
  }
  return places;
}
