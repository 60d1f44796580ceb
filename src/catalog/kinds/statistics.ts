import { anyUserMade, identity, owner, qualified, userMade, type KindQuery } from './kind-query.ts';

/** Extended statistics: https://www.postgresql.org/docs/current/catalog-pg-statistic-ext.html */
export const statistics: KindQuery = {
  catalog: 'pg_statistic_ext',
  present: anyUserMade('pg_statistic_ext'),
  belongs: 'beside',
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_statistic_ext',
      oid: 's.oid',
      parent: ["'pg_class'", 's.stxrelid'],
      kind: "'statistics'",
      name: qualified('s.stxnamespace', 's.stxname'),
    })},
      ${owner('s.stxowner')}, pg_get_statisticsobjdef(s.oid) AS definition, nullif(s.stxstattarget, -1) AS target
    FROM pg_statistic_ext s
    WHERE ${userMade('pg_statistic_ext', 's.oid')} AND ${within.relation('s.stxrelid')}`,
};
