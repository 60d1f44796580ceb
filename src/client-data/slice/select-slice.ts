import type { Client } from 'pg';

import { insertionOrder } from '../../seeding/schema/insertion-order.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { allRows, ROW_ALIAS, type TableRows } from '../output/write-tables.ts';
import { makeReadOnly, withoutTemporaryTables } from '../source/source-session.ts';
import type { DumpTable } from '../tables/dump-table.ts';
import type { AskedRows } from './asked-rows.ts';
import { invalidCondition, refuseAbsent, refuseEmptySample } from './refused-rows.ts';
import type { Reference } from './references.ts';
import { jsonColumns, jsonPaths, keysInJson, namesForeign } from './json-references.ts';
import { SelectedRows, type Origin } from './selected-rows.ts';
import { timeOfSeries } from './since.ts';
import { untilStable } from './until-stable.ts';

export interface Slice {
  rows: readonly TableRows[];
  /** Rows that were left out, since they would need rows of what was not asked for. */
  leftOut: readonly { table: string; rows: number }[];
  /** Columns of JSON that name rows of other tables, as `table.column → table.key`. */
  namedInJson: readonly string[];
  /** Tables with rows that no reference leads to. */
  notReached: readonly string[];
}

export interface SliceRequest {
  tables: readonly DumpTable[];
  references: readonly Reference[];
  asked: readonly AskedRows[];
  /** A further condition for the rows of a table, such as a time; they are columns of `ROW_ALIAS`. */
  limit: (table: DumpTable) => string | undefined;
}

/**
 * In a transaction that may create temporary tables, selects the rows that were asked for, their children and children's children, and every row that these need. Children of
 * rows that are only needed do not come: of a parent that others share, the slice has that row alone.
 *
 * A row that needs a row of a table that was asked about, but another one than was asked for, is left out: a slice of one client has
 * no row of another.
 *
 * @throws InvalidOptionError for a condition that is not valid; EnvironmentError `TEMPORARY_TABLES_NEEDED`
 */
export async function selectSlice(client: Client, request: SliceRequest): Promise<Slice> {
  return (await SliceSelection.begin(client, request)).select();
}

class SliceSelection {
  readonly #request: SliceRequest;
  /** All tables, parents first; those of a circle in one group. */
  readonly #groups: readonly (readonly DumpTable[])[];
  readonly #selected = new Map<DumpTable, SelectedRows>();
  /** For a reference, the `changes` of its child when the parents were last looked for. */
  readonly #followed = new Map<Reference, number>();
  /** For a reference by which all rows of its child came from selected parents, the `changes` of the child then. */
  readonly #descended = new Map<Reference, number>();

  readonly #hasJson: boolean;
  readonly #named = new Set<string>();

  private constructor(request: SliceRequest) {
    this.#request = request;
    const { tables, references } = request;
    this.#hasJson = tables.some((table) => jsonColumns(table).length > 0);
    const nodes = tables.map((table) => ({
      name: table.id,
      foreignKeys: references
        .filter(({ child, kind }) => child === table && kind !== 'shared')
        .map(({ parent }) => ({ parent: parent.id })),
      table,
    }));
    this.#groups = insertionOrder(nodes).map((group) => group.tables.map(({ table }) => table));
  }

  static async begin(client: Client, request: SliceRequest): Promise<SliceSelection> {
    const selection = new SliceSelection(request);
    const tables = request.tables.filter((table) => !selection.#isSeries(table));
    try {
      const made = await SelectedRows.create(client, tables, request.references, (table) =>
        selection.#keysInJson(table),
      );
      made.forEach((rows) => selection.#selected.set(rows.table, rows));
    } catch (error) {
      throw withoutTemporaryTables(error);
    }
    // From here on conditions of the caller run.
    await makeReadOnly(client);
    return selection;
  }

  /** The keys of a table by which JSON may name its rows, if there is JSON. */
  #keysInJson(table: DumpTable): string[] {
    return this.#hasJson ? keysInJson(table) : [];
  }

  /**
   * A table that nothing refers to and that belongs to one parent: its rows need not be remembered, only their parents. Nor does
   * JSON name its rows; it hardly names single readings.
   */
  #isSeries(table: DumpTable): boolean {
    const { references, asked } = this.#request;
    return (
      !references.some(({ parent }) => parent === table) &&
      jsonColumns(table).length === 0 &&
      (this.#keysInJson(table).length === 0 || timeOfSeries(table) !== undefined) &&
      !asked.some((rows) => rows.table === table) &&
      references.filter(({ child }) => child === table).length === 1
    );
  }

  async select(): Promise<Slice> {
    for (const rows of this.#request.asked) {
      await this.#ask(rows);
    }
    refuseEmptySample(this.#request.asked, (table) => this.#selected.get(table)?.count ?? 0);
    for (const group of this.#groups) {
      const isCircle = this.#request.references.some(
        ({ child, parent, kind }) => kind !== 'shared' && group.includes(child) && group.includes(parent),
      );
      await (isCircle ? untilStable(() => this.#descend(group)) : this.#descend(group));
    }
    await this.#followUp({ context: true });
    await this.#followUp({});
    const leftOut = await this.#leaveOutForeign();
    return this.#result(leftOut);
  }

  async #ask(asked: AskedRows): Promise<void> {
    const { table, condition, named } = asked;
    const rows = this.#selected.get(table);
    try {
      await rows?.add(condition, { asked: true, own: true });
    } catch (error) {
      throw invalidCondition(table, error);
    }
    const absent = named === undefined ? [] : ((await rows?.absent(named.column, named.values)) ?? []);
    refuseAbsent(asked, absent, rows?.count ?? 0);
  }

  /** Adds the children of own rows to the tables of a group; returns how many. */
  async #descend(group: readonly DumpTable[]): Promise<number> {
    let added = 0;
    for (const reference of this.#request.references) {
      const [child, parent] = [this.#selected.get(reference.child), this.#selected.get(reference.parent)];
      const leads = reference.kind !== 'shared' && group.includes(reference.child) && (parent?.count ?? 0) > 0;
      if (leads && child !== undefined && parent !== undefined) {
        const owned = parent.values(reference.parentColumns, 'own');
        const before = child.count;
        const found = await child.add(this.#limited(reference.child, among(reference.columns, owned)), { own: true });
        added += found;
        if (found > 0 && before === 0) {
          this.#descended.set(reference, child.changes);
        }
      }
    }
    return added;
  }

  /** Adds all rows that the selected ones need; with `context`, adds or marks only those that the asked rows need. */
  async #followUp(origin: Origin): Promise<void> {
    this.#followed.clear();
    this.#selected.forEach((rows, table) => {
      if (rows.count === 0) {
        this.#request.references
          .filter(({ child }) => child === table)
          .forEach((each) => this.#followed.set(each, rows.changes));
      }
    });
    // The parents of these rows are there, since it was they that led to the rows.
    this.#descended.forEach((changes, reference) => this.#followed.set(reference, changes));
    await untilStable(async () => {
      let added = 0;
      for (const group of this.#groups.toReversed()) {
        for (const reference of this.#request.references.filter(({ child }) => group.includes(child))) {
          added += await this.#needed(reference, origin);
        }
      }
      return added;
    });
  }

  async #needed(reference: Reference, origin: Origin): Promise<number> {
    const [child, parent] = [this.#selected.get(reference.child), this.#selected.get(reference.parent)];
    if (child === undefined || parent === undefined || this.#followed.get(reference) === child.changes) {
      return 0;
    }
    this.#followed.set(reference, child.changes);
    if (origin.context === true && !child.hasContext) {
      return 0;
    }
    const which = origin.context === true ? 'NOT tainted AND (asked OR context)' : 'NOT tainted';
    const values = child.values(reference.columns, which);
    const found = among(reference.parentColumns, values);
    const condition = reference.kind === 'key' ? found : this.#limited(reference.parent, found);
    const marked =
      origin.context === true ? await parent.markAsContext(parent.holds(reference.parentColumns, values)) : 0;
    const added = await parent.add(condition, {
      ...origin,
      // A table's reference to itself leads to rows of the same owner.
      related: reference.child === reference.parent,
      opened: reference.kind !== 'key',
    });
    return marked + added;
  }

  /** Leaves out rows that need rows of an asked table which were not asked for; returns how many of each table. */
  async #leaveOutForeign(): Promise<{ table: string; rows: number }[]> {
    let foreign = 0;
    for (const table of new Set(this.#request.asked.map((rows) => rows.table))) {
      foreign += (await this.#selected.get(table)?.taint('NOT own AND NOT related')) ?? 0;
    }
    foreign += foreign > 0 ? await this.#taintChildren() : 0;
    // Behind the rest: what JSON names may have been selected for a row that is left out.
    const named = await this.#taintByJson();
    if (foreign + named === 0) {
      return [];
    }
    if (named > 0) {
      await this.#taintChildren();
    }
    const leftOut = [];
    for (const [table, rows] of this.#selected) {
      await rows.removeNeeded();
      const count = await rows.countWhere('tainted AND own');
      if (count > 0) {
        leftOut.push({ table: table.id, rows: count });
      }
    }
    await this.#followUp({});
    return leftOut;
  }

  /** Marks the selected rows that need marked rows; returns how many. */
  async #taintChildren(): Promise<number> {
    let all = 0;
    await untilStable(async () => {
      let tainted = 0;
      for (const { child, columns, parent, parentColumns, kind } of this.#request.references) {
        const [below, above] = [this.#selected.get(child), this.#selected.get(parent)];
        if (kind !== 'shared' && below !== undefined && above !== undefined) {
          tainted += await below.taint(below.holds(columns, above.values(parentColumns, 'tainted')));
        }
      }
      all += tainted;
      return tainted;
    });
    return all;
  }

  /** Marks rows whose JSON names rows that exist and are not selected; returns how many. */
  async #taintByJson(): Promise<number> {
    let tainted = 0;
    const owned = [...this.#selected.values()].filter(({ ownCount }) => ownCount > 0);
    for (const rows of [...this.#selected.values()].filter(({ count }) => count > 0)) {
      for (const column of jsonColumns(rows.table)) {
        const members = await rows.jsonMembers(column);
        for (const parent of owned) {
          for (const { key, path } of jsonPaths(parent.table, members)) {
            this.#named.add(`${rows.table.id}.${column} → ${parent.table.id}.${key}`);
            tainted += await rows.taintByRow(namesForeign(column, path, parent, key));
          }
        }
      }
    }
    return tainted;
  }

  #result(leftOut: Slice['leftOut']): Slice {
    const rows: TableRows[] = [];
    const notReached: string[] = [];
    for (const table of this.#request.tables) {
      const selected = this.#selected.get(table);
      const reference = this.#request.references.find(({ child }) => child === table);
      const parent = reference === undefined ? undefined : this.#selected.get(reference.parent);
      if (selected !== undefined && selected.count > 0) {
        rows.push(selected.rows());
      } else if (selected === undefined && reference !== undefined && parent !== undefined && parent.count > 0) {
        const owners = parent.values(reference.parentColumns, 'NOT tainted AND (own OR opened)');
        rows.push(allRows(table, this.#limited(table, among(reference.columns, owners, ROW_ALIAS), ROW_ALIAS)));
      } else {
        if (table.bytes > 0) {
          notReached.push(table.id);
        }
      }
    }
    return { rows, leftOut, notReached, namedInJson: [...this.#named] };
  }

  #limited(table: DumpTable, condition: string, alias = quoteIdentifier(table.name)): string {
    const limit = this.#request.limit(table);
    return limit === undefined ? condition : `${condition} AND ${limit.replaceAll(`${ROW_ALIAS}.`, `${alias}.`)}`;
  }
}

function among(columns: readonly string[], values: string, alias?: string): string {
  const prefix = alias === undefined ? '' : `${alias}.`;
  return `(${columns.map((name) => `${prefix}${quoteIdentifier(name)}`).join(', ')}) IN (${values})`;
}
