/** @param {import('knex').Knex} knex */
export async function up(knex) {
  await knex.schema.createTable('site', (table) => {
    table.increments('site_id');
    table.text('name').notNullable().unique();
  });
}

/** @param {import('knex').Knex} knex */
export async function down(knex) {
  await knex.schema.dropTable('site');
}
