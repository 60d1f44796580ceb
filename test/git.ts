import { execFileSync } from 'node:child_process';

/** Runs git in a folder, with an author and without settings of this machine. */
export function git(folder: string, ...args: string[]): void {
  // In a hook of this repository these would stand for it.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...others } = process.env;
  const author = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  const env = { ...others, ...author, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', ['-C', folder, ...args], { env, stdio: 'pipe' });
}
