import { integer, pgTable, text } from 'drizzle-orm/pg-core';

export const site = pgTable('site', {
  siteId: integer('site_id').generatedAlwaysAsIdentity().primaryKey(),
  name: text().notNull().unique(),
});
