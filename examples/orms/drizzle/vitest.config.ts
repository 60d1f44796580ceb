import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'drizzle', globalSetup: ['elementaldb/vitest/global-setup'] } });
