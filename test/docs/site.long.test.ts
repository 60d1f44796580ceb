import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { REPOSITORY } from './blocks.ts';

test('the site has the working tree and each release, and leads to the newest release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-site-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      stdio: 'pipe',
    }).toString();
  const release = (tag: string, text: string): void => {
    writeFileSync(join(folder, 'docs/README.md'), `# Guide\n\n${text} [Start](../README.md)\n`);
    git('add', 'README.md', 'docs');
    git('commit', '-qm', tag);
    git('tag', tag);
  };
  try {
    cpSync(join(REPOSITORY, 'site'), join(folder, 'site'), {
      recursive: true,
      filter: (source) => !source.startsWith(join(REPOSITORY, 'site/dist')),
    });
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'README.md'), '# Start\n\n[Guide](docs/README.md)\n');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    git('init', '-q');
    release('v0.10.0-rc.1', 'Of the candidate.');
    release('v0.10.0', 'Of the newest.');
    writeFileSync(join(folder, 'docs/README.md'), '# Guide\n\nOf the working tree.\n');

    const built = spawnSync(process.execPath, ['--import', 'tsx', 'site/build.ts', '--base', '/docs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(built.status, built.stdout + built.stderr).toBe(0);
    const page = (path: string): string => readFileSync(join(folder, 'site/dist', path), 'utf8');
    expect(page('next/docs/index.html')).toContain('Of the working tree.');
    expect(page('v0.10.0-rc.1/docs/index.html')).toContain('Of the candidate.');
    expect(page('v0.10.0/docs/index.html')).toContain('Of the newest.');
    expect(page('v0.10.0-rc.1/index.html')).toContain('href="/docs/v0.10.0-rc.1/../v0.10.0/"');
    expect(page('index.html')).toContain('url=v0.10.0/');
    expect(existsSync(join(folder, 'site/dist/.release'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
