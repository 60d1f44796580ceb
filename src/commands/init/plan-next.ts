import { pythonTexts } from './inspect.ts';
import type { Situation } from './step.ts';

const INSTALL = {
  npm: 'npm install --save-dev elementaldb',
  pnpm: 'pnpm add --save-dev elementaldb',
  yarn: 'yarn add --dev elementaldb',
  bun: 'bun add --dev elementaldb',
};

const RUN = {
  vitest: 'npx vitest run',
  jest: 'node --experimental-vm-modules node_modules/jest/bin/jest.js',
  pytest: 'npx elementaldb exec -- pytest',
  go: 'go test ./...',
};

/** The commands that the user runs next, in order: what is not installed, the tests, the check. */
export function planNext({ repository, found }: Situation): string[] {
  const { packageJson, packageManager, runners } = found;
  const installed = pythonTexts(repository);
  const missing = [
    ['psycopg', '"psycopg[binary]>=3.1"'],
    ['pytest', '"pytest>=8"'],
  ].flatMap(([name = '', range = '']) => (new RegExp(`\\b${name}(?![\\w2])`).test(installed) ? [] : [range]));
  return [
    ...(packageJson !== undefined && packageJson.dependencies['elementaldb'] === undefined
      ? [INSTALL[packageManager]]
      : []),
    ...(runners.includes('pytest') && missing.length > 0 ? [`pip install ${missing.join(' ')}`] : []),
    ...(runners.includes('go') && !repository.text('go.mod').includes('github.com/jackc/pgx/v5')
      ? ['go get github.com/jackc/pgx/v5']
      : []),
    ...runners.map((runner) => RUN[runner]),
    'npx elementaldb check',
  ];
}
