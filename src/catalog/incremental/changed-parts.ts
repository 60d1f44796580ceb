import { ALL_KINDS } from '../kinds/all-kinds.ts';
import type { KindQuery, Scope } from '../kinds/kind-query.ts';
import type { Row } from '../snapshot/batch.ts';
import type { SnapshotBuilder } from '../snapshot/snapshot-builder.ts';
import type { KnownRows, Probed } from './known-rows.ts';
import type { ChangedObjects, Dependents } from './dependents.ts';
import { MEMBERSHIPS } from '../snapshot/watched-catalogs.ts';

/** Catalogs that are read again completely after any change, with the catalogs of the queries that read them. */
const READ_COMPLETELY: ReadonlyMap<string, readonly string[]> = new Map([
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

/** Catalogs of comments and labels. */
const COMMENT_CATALOGS = new Set(['pg_description', 'pg_shdescription', 'pg_seclabel', 'pg_shseclabel']);

/** Catalogs whose rows are parts of a relation, type or routine, with the index of the item that holds its OID. */
const OWNERS: ReadonlyMap<string, readonly [Scope, number]> = new Map([
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

/** Catalogs of built-in objects whose privileges are described. */
const PRIVILEGED = new Set(['pg_class', 'pg_proc', 'pg_namespace', 'pg_type']);

/** Collects from the probes which parts of a database must be read again. */
export class ChangedParts implements ChangedObjects {
  readonly relations = new Set<string>();
  readonly types = new Set<string>();
  readonly routines = new Set<string>();
  readonly queries = new Set<KindQuery>();
  /** Catalogs with new rows. */
  readonly grown = new Set<string>();
  /** Catalogs with rows that are gone. */
  readonly shrunk = new Set<string>();
  readonly comments: Row[] = [];
  /** Keys of objects whose comments were removed. */
  readonly removedComments: string[] = [];
  allComments = false;
  /** Why only a full read is safe; undefined if the changed parts suffice. */
  fullReadReason: string | undefined;

  readonly renamedRelations = new Set<string>();
  readonly widenedRelations = new Set<string>();
  readonly renamedTypes = new Set<string>();
  readonly renamedRoutines = new Set<string>();
  readonly renamedConstraints = new Set<string>();

  readonly #builder: SnapshotBuilder;
  readonly #known: KnownRows;
  /** New relations. */
  readonly #fresh = new Set<string>();

  constructor(builder: SnapshotBuilder, known: KnownRows) {
    this.#builder = builder;
    this.#known = known;
  }

  /** Interprets one probe. The probes come in the order of WATCHED. */
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
    const shrunk = this.#known.update(probed);
    const changed = shrunk || newSystem + newUserMade > 0;
    if (shrunk) {
      this.shrunk.add(catalog.name);
    }
    if (newSystem > 0 && PRIVILEGED.has(catalog.name)) {
      this.#addKinds('pg_init_privs');
    }
    if (changed && (follow === undefined || READ_COMPLETELY.has(catalog.name))) {
      this.addCatalog(catalog.name);
    }
    if (newSystem > 0 && (catalog.name === 'pg_authid' || catalog.name === 'pg_tablespace')) {
      this.fullReadReason ??= `a system row of ${catalog.name}`;
    }
  }

  /** Adds what mentions the changed objects. */
  addDependents({ relations, types, routines, catalogs }: Dependents): void {
    relations.forEach((oid) => this.relations.add(oid));
    types.forEach((oid) => this.types.add(oid));
    routines.forEach((oid) => this.routines.add(oid));
    catalogs.forEach((catalog) => this.addCatalog(catalog));
  }

  /** Removes the entries of rows that are gone from a catalog. */
  addRemoved(catalog: string, keys: readonly string[]): void {
    if (catalog === 'pg_authid' && keys.length > 0) {
      this.fullReadReason ??= 'a role was dropped';
    } else if (catalog === 'pg_inherits') {
      keys.forEach((key) => this.#addRelation(key.split('/')[0] ?? ''));
    } else if (catalog === 'pg_description') {
      this.removedComments.push(...keys);
    } else {
      this.#builder.markDropped(keys.map((key) => `${catalog}/${key}/0`));
    }
  }

  /** Adds all rows of a catalog. */
  addCatalog(catalog: string): void {
    if (COMMENT_CATALOGS.has(catalog)) {
      this.allComments = true;
    } else if (READ_COMPLETELY.has(catalog)) {
      this.#addKinds(...(READ_COMPLETELY.get(catalog) ?? []));
    } else {
      this.fullReadReason ??= catalog === MEMBERSHIPS ? 'members of an extension' : catalog;
    }
  }

  get hasChangedObjects(): boolean {
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
            this.fullReadReason ??= `a row of ${catalog} was renamed`;
          }
        };
      case 'pg_description':
        return ([, , about = '', oid = '', sub = '', text = '']) =>
          this.comments.push([about, oid, sub, 'comment', text]);
      default:
        return owner === undefined
          ? undefined
          : (item, earlier) => {
              this.#addOwner(owner[0], item[owner[1]] ?? '');
              if (catalog === 'pg_enum' && earlier !== undefined) {
                this.fullReadReason ??= 'a label was renamed';
              }
            };
    }
  }

  #addOwner(of: Scope, oid: string): void {
    if (of === 'relations') {
      this.#addRelation(oid);
    } else {
      this[of].add(oid);
    }
  }

  /** An index or TOAST table stands for its table. */
  #addRelation(oid: string): void {
    const entry = this.#builder.entry(`pg_class/${oid}/0`);
    const [, table = ''] = /^t \d+ pg_toast_(\d+)$/.exec(this.#known.name('pg_class', oid) ?? '') ?? [];
    this.relations.add(entry?.kind === 'index' ? (entry.unit.split('/')[1] ?? oid) : table === '' ? oid : table);
  }

  #followRelation([oid = '', name = '', inCatalog]: readonly string[], earlier: string | undefined): void {
    addIf(this.#fresh, oid, earlier === undefined);
    this.#addRelation(oid);
    if (name.startsWith('t ')) {
      this.relations.add(/^t \d+ pg_toast_(\d+)$/.exec(name)?.[1] ?? oid);
    } else {
      addIf(this.renamedRelations, oid, earlier !== undefined && earlier !== name);
    }
    this.#followNamed(inCatalog);
  }

  #followColumn([oid = '', , sub = '', name = '', type = '']: readonly string[]): void {
    this.#addRelation(oid);
    const relkind = this.#known.name('pg_class', oid)?.slice(0, 1);
    if (this.#fresh.has(oid) || relkind === 'i' || relkind === 'I' || relkind === 't') {
      return;
    }
    const column = this.#builder.entry(`pg_class/${oid}/${sub}`);
    if (relkind === 'c') {
      this.fullReadReason ??= 'an attribute of a composite type';
    } else if (column === undefined && this.#builder.entry(`pg_class/${oid}/0`) !== undefined) {
      this.widenedRelations.add(oid);
    } else if (column?.ownName !== name || column.definition['type'] !== type) {
      this.renamedRelations.add(oid);
    }
  }

  #followType([oid = '', name, inCatalog, relation = '']: readonly string[], earlier: string | undefined): void {
    this.types.add(oid);
    if (relation !== '0') {
      this.#addRelation(relation);
    }
    addIf(this.renamedTypes, oid, earlier !== undefined && earlier !== name);
    this.#followNamed(inCatalog);
  }

  #followRoutine([oid = '', name, inCatalog]: readonly string[], earlier: string | undefined): void {
    this.routines.add(oid);
    addIf(this.renamedRoutines, oid, earlier !== undefined && earlier !== name);
    this.#followNamed(inCatalog);
  }

  /** Names in pg_catalog hide other names, so definitions that do not mention them can change. */
  #followNamed(inCatalog: string | undefined): void {
    if (inCatalog === 'true') {
      this.fullReadReason ??= 'a change in pg_catalog';
    }
  }
}

function addIf(set: Set<string>, item: string, condition: boolean): void {
  if (condition) {
    set.add(item);
  }
}
