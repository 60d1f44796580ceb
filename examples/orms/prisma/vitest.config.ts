import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'prisma', globalSetup: ['elementaldb/vitest/global-setup'] } });
