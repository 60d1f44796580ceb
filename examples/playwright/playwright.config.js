import { defineConfig } from '@playwright/test';

export default defineConfig({
  testMatch: '*.spec.js',
  workers: 2,
  fullyParallel: true,
  globalSetup: './global-setup.js',
});
