import type { Assembly } from '../snapshot/snapshot-builder.ts';
import type { Cell } from '../snapshot/batch.ts';
import { ALL_KINDS } from '../kinds/all-kinds.ts';
import type { KindQuery } from '../kinds/kind-query.ts';
import type { KnownRows, Probed } from './known-rows.ts';
import type { Reached, Roots } from './dependents.ts';
import { MEMBERSHIPS } from './watched-catalogs.ts';

/** Catalogs of which all rows are read again when one changes, with the catalogs of the kinds that read them. */
const WHOLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['pg_namespace', ['pg_namespace']],
  ['pg_authid', ['pg_authid']],
  ['pg_tablespace', ['pg_tablespace']],
  ['pg_default_acl', ['pg_default_acl']],
  ['pg_event_trigger', ['pg_event_trigger']],
  ['pg_init_privs', ['pg_init_privs']],
  ['pg_largeobject', ['pg_largeobject_metadata']],
  ['pg_largeobject_metadata', ['pg_largeobject_metadata']],
  ['pg_publication', ['pg_publication', 'pg_publication_rel']],
  ['pg_publication_namespace', ['pg_publication', 'pg_publication_rel']],
  ['pg_publication_rel', ['pg_publication', 'pg_publication_rel']],
  ['pg_user_mapping', ['pg_user_mapping']],
  ['pg_auth_members', ['pg_auth_members']],
  ['pg_database', ['pg_database']],
  ['pg_db_role_setting', ['pg_db_role_setting']],
  ['pg_parameter_acl', ['pg_parameter_acl']],
  ['pg_replication_origin', ['pg_replication_origin']],
  ['pg_subscription', ['pg_subscription']],
]);

/** Catalogs with nothing but comments and labels. */
const REMARKS = new Set(['pg_description', 'pg_shdescription', 'pg_seclabel', 'pg_shseclabel']);

/** Catalogs of which a row belongs to the relation, type or routine that its item at this place tells. */
const OWNERS: ReadonlyMap<string, readonly ['relations' | 'types' | 'routines', number]> = new Map([
  ['pg_attrdef', ['relations', 0]],
  ['pg_index', ['relations', 0]],
  ['pg_partitioned_table', ['relations', 0]],
  ['pg_foreign_table', ['relations', 0]],
  ['pg_sequence', ['relations', 0]],
  ['pg_inherits', ['relations', 2]],
  ['pg_trigger', ['relations', 2]],
  ['pg_rewrite', ['relations', 2]],
  ['pg_policy', ['relations', 2]],
  ['pg_statistic_ext', ['relations', 2]],
  ['pg_range', ['types', 0]],
  ['pg_enum', ['types', 2]],
  ['pg_aggregate', ['routines', 0]],
]);

/** Catalogs of PostgreSQL's own objects whose privileges are described. */
const PRIVILEGED = new Set(['pg_class', 'pg_proc', 'pg_namespace', 'pg_type']);

/** Collects from what was probed which parts of a database have to be read again. */
export class ChangedParts implements Roots {
  readonly relations = new Set<string>();
  readonly types = new Set<string>();
  readonly routines = new Set<string>();
  readonly queries = new Set<KindQuery>();
  /** Catalogs of which rows are new. */
  readonly grown = new Set<string>();
  /** Catalogs of which rows have gone. */
  readonly shrunk = new Set<string>();
  readonly remarks: (readonly Cell[])[] = [];
  /** Keys of objects that have lost their comments. */
  readonly goneRemarks: string[] = [];
  allRemarks = false;
  /** Why it is not worth or not safe to read anything less than all. */
  everything: string | undefined;

  readonly renamedRelations = new Set<string>();
  readonly widenedRelations = new Set<string>();
  readonly renamedTypes = new Set<string>();
  readonly renamedRoutines = new Set<string>();
  readonly renamedConstraints = new Set<string>();

  readonly #assembly: Assembly;
  readonly #known: KnownRows;
  /** Relations that came since. */
  readonly #fresh = new Set<string>();

  constructor(assembly: Assembly, known: KnownRows) {
    this.#assembly = assembly;
    this.#known = known;
  }

  /** Makes sense of one probe. Those of the catalogs that are watched come in the order of WATCHED. */
  add(probed: Probed): void {
    const { catalog, items, newSystem, newUserMade } = probed;
    const follow = this.#follower(catalog.name);
    for (const item of items) {
      const earlier = this.#known.name(catalog.name, item[0] ?? '');
      follow?.(item, earlier);
    }
    if (newUserMade > 0) {
      this.grown.add(catalog.name);
    }
    const shrunk = this.#known.learn(probed);
    const changed = shrunk || newSystem + newUserMade > 0;
    if (shrunk) {
      this.shrunk.add(catalog.name);
    }
    if (newSystem > 0 && PRIVILEGED.has(catalog.name)) {
      this.#addKinds('pg_init_privs');
    }
    if (changed && (follow === undefined || WHOLE.has(catalog.name))) {
      this.addCatalog(catalog.name);
    }
    if (newSystem > 0 && (catalog.name === 'pg_authid' || catalog.name === 'pg_tablespace')) {
      this.everything ??= `a system row of ${catalog.name}`;
    }
  }

  /** Takes what mentions the roots. */
  addReached({ relations, types, routines, catalogs }: Reached): void {
    relations.forEach((oid) => this.relations.add(oid));
    types.forEach((oid) => this.types.add(oid));
    routines.forEach((oid) => this.routines.add(oid));
    catalogs.forEach((catalog) => this.addCatalog(catalog));
  }

  /** Takes the rows that have gone from a catalog. */
  addGone(catalog: string, keys: readonly string[]): void {
    if (catalog === 'pg_authid' && keys.length > 0) {
      this.everything ??= 'a role was dropped';
    } else if (catalog === 'pg_inherits') {
      keys.forEach((key) => this.#addRelation(key.split('/')[0] ?? ''));
    } else if (catalog === 'pg_description') {
      this.goneRemarks.push(...keys);
    } else {
      this.#assembly.drop(keys.map((key) => `${catalog}/${key}/0`));
    }
  }

  /** Has all rows of a catalog read again. */
  addCatalog(catalog: string): void {
    if (REMARKS.has(catalog)) {
      this.allRemarks = true;
    } else if (WHOLE.has(catalog)) {
      this.#addKinds(...(WHOLE.get(catalog) ?? []));
    } else {
      this.everything ??= catalog === MEMBERSHIPS ? 'members of an extension' : catalog;
    }
  }

  get hasRoots(): boolean {
    const { renamedRelations, widenedRelations, renamedTypes, renamedRoutines, renamedConstraints } = this;
    return [renamedRelations, widenedRelations, renamedTypes, renamedRoutines, renamedConstraints].some(
      ({ size }) => size > 0,
    );
  }

  #addKinds(...catalogs: string[]): void {
    for (const query of ALL_KINDS) {
      if (catalogs.includes(query.catalog)) {
        this.queries.add(query);
      }
    }
  }

  #follower(catalog: string): ((item: readonly string[], earlier: string | undefined) => void) | undefined {
    const owner = OWNERS.get(catalog);
    switch (catalog) {
      case 'pg_class':
        return (item, earlier) => this.#followRelation(item, earlier);
      case 'pg_attribute':
        return (item) => this.#followColumn(item);
      case 'pg_type':
        return (item, earlier) => this.#followType(item, earlier);
      case 'pg_proc':
        return (item, earlier) => this.#followRoutine(item, earlier);
      case 'pg_constraint':
        return ([oid = '', name, relation = '', type = ''], earlier) => {
          if (relation !== '0') {
            this.#addRelation(relation);
          }
          addIf(this.types, type, type !== '0');
          addIf(this.renamedConstraints, oid, earlier !== undefined && earlier !== name);
        };
      case 'pg_namespace':
      case 'pg_authid':
      case 'pg_tablespace':
        return ([, name], earlier) => {
          if (earlier !== undefined && earlier !== name) {
            this.everything ??= `a row of ${catalog} was renamed`;
          }
        };
      case 'pg_description':
        return ([, , about = '', oid = '', sub = '', text = '']) =>
          this.remarks.push([about, oid, sub, 'comment', text]);
      default:
        return owner === undefined
          ? undefined
          : (item, earlier) => {
              this.#addOwner(owner[0], item[owner[1]] ?? '');
              if (catalog === 'pg_enum' && earlier !== undefined) {
                this.everything ??= 'a label was renamed';
              }
            };
    }
  }

  #addOwner(of: 'relations' | 'types' | 'routines', oid: string): void {
    if (of === 'relations') {
      this.#addRelation(oid);
    } else {
      this[of].add(oid);
    }
  }

  /** An index stands for its table, a table's storage for long values too. */
  #addRelation(oid: string): void {
    const entry = this.#assembly.entry(`pg_class/${oid}/0`);
    const [, table = ''] = /^t \d+ pg_toast_(\d+)$/.exec(this.#known.name('pg_class', oid) ?? '') ?? [];
    this.relations.add(entry?.kind === 'index' ? (entry.unit.split('/')[1] ?? oid) : table === '' ? oid : table);
  }

  #followRelation([oid = '', name = '', inCatalog, isMember]: readonly string[], earlier: string | undefined): void {
    addIf(this.#fresh, oid, earlier === undefined);
    this.#addRelation(oid);
    if (name.startsWith('t ')) {
      this.relations.add(/^t \d+ pg_toast_(\d+)$/.exec(name)?.[1] ?? oid);
    } else {
      addIf(this.renamedRelations, oid, earlier !== undefined && earlier !== name);
    }
    this.#followNamed(inCatalog, isMember);
  }

  #followColumn([oid = '', , sub = '', name = '', type = '']: readonly string[]): void {
    this.#addRelation(oid);
    const relkind = this.#known.name('pg_class', oid)?.slice(0, 1);
    if (this.#fresh.has(oid) || relkind === 'i' || relkind === 'I' || relkind === 't') {
      return;
    }
    const column = this.#assembly.entry(`pg_class/${oid}/${sub}`);
    if (relkind === 'c') {
      this.everything ??= 'an attribute of a composite type';
    } else if (column === undefined && this.#assembly.entry(`pg_class/${oid}/0`) !== undefined) {
      this.widenedRelations.add(oid);
    } else if (column?.ownName !== name || column.definition['type'] !== type) {
      this.renamedRelations.add(oid);
    }
  }

  #followType(
    [oid = '', name, inCatalog, relation = '', isMember]: readonly string[],
    earlier: string | undefined,
  ): void {
    this.types.add(oid);
    if (relation !== '0') {
      this.#addRelation(relation);
    }
    addIf(this.renamedTypes, oid, earlier !== undefined && earlier !== name);
    this.#followNamed(inCatalog, isMember);
  }

  #followRoutine([oid = '', name, inCatalog, isMember]: readonly string[], earlier: string | undefined): void {
    this.routines.add(oid);
    addIf(this.renamedRoutines, oid, earlier !== undefined && earlier !== name);
    this.#followNamed(inCatalog, isMember);
  }

  /** Names in pg_catalog hide others, or are hidden: texts that do not mention them can change. */
  #followNamed(inCatalog: string | undefined, isMember: string | undefined): void {
    if (inCatalog === 'true') {
      this.everything ??= 'something in pg_catalog';
    }
    if (isMember === 'true') {
      this.#addKinds('pg_init_privs');
    }
  }
}

function addIf(set: Set<string>, item: string, condition: boolean): void {
  if (condition) {
    set.add(item);
  }
}
