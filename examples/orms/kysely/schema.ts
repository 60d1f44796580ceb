import type { GeneratedAlways } from 'kysely';

export interface Database {
  site: { site_id: GeneratedAlways<number>; name: string };
}
