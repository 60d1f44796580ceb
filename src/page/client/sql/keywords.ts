/** Words that are set apart in SQL: those of statements on schemas and rows, and of PL/pgSQL. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  `
  add after aggregate all alter always analyze and any array as asc attach authorization before begin between by
  cascade case cast check close cluster collate column comment commit concurrently conflict constraint copy create
  cross current cursor cycle data database declare default deferrable deferred definer delete desc detach disable
  distinct do domain drop each else elsif enable end enum except exception exclude execute exists exit explain
  extension false fetch filter first following for force foreign from full function generated grant group having if
  ilike immediate immutable in increment index inherit inherits initially inner insert instead intersect into invoker
  is isolation join key language last lateral left level like limit local lock loop materialized maxvalue minvalue
  natural next no not nothing null nulls of off offset on only open operator or order others out outer over owned
  owner partition perform permissive policy preceding primary privileges procedure publication raise range reassign
  references refresh reindex rename replace reset restrict restrictive return returning returns revoke right role
  rollback row rows rule savepoint schema security select sequence serializable server session set setof share
  similar some sql stable start statement statistics stored strict subscription table tablespace temp temporary then
  to transaction trigger true truncate type unbounded union unique unlogged until update using vacuum valid validate
  values variadic view virtual volatile when where while window with without zone
  `
    .trim()
    .split(/\s+/),
);
