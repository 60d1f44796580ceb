import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'knex', globalSetup: ['elementaldb/vitest/global-setup'] } });
