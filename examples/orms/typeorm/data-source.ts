import { DataSource } from 'typeorm';

import { Site1704067200000 } from './migrations/1704067200000-site.ts';
import { Site } from './site.ts';

/** The application's, on a database that is named by its URL. */
export function dataSource(url: string | undefined): DataSource {
  return new DataSource({ type: 'postgres', url, entities: [Site], migrations: [Site1704067200000] });
}

export default dataSource(process.env['DATABASE_URL']);
