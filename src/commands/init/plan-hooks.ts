import { firstPath } from './inspect.ts';
import { presentStep, stepFor, type Situation, type Step } from './step.ts';

const WHY = 'checks migrations before they are committed';

const REPOSITORY_OF_HOOKS = `  - repo: local
    hooks:
      - id: elementaldb-lint
        name: lint migrations
        entry: npx --yes elementaldb lint
        language: system
        files: \\.(up|down)\\.sql$
        pass_filenames: false
      - id: elementaldb-check
        name: lint and verify changed migrations
        entry: npx --yes elementaldb check --changed-since HEAD
        language: system
        files: \\.(up|down)\\.sql$
        pass_filenames: false
        require_serial: true
`;

const LEFTHOOK = `pre-commit:
  commands:
    elementaldb:
      glob: "*.{up,down}.sql"
      run: npx --yes elementaldb check --changed-since HEAD
`;

/** The hook of git: an entry for pre-commit, or lines for the tool that the repository uses. */
export function planHooks({ repository, found }: Situation): Step[] {
  if (found.hooks === 'husky') {
    const path = '.husky/pre-commit';
    return repository.text(path).includes('elementaldb')
      ? [presentStep(path, WHY)]
      : [{ path, why: WHY, action: 'add', content: 'npx --yes elementaldb check --changed-since HEAD\n' }];
  }
  if (found.hooks === 'lefthook') {
    const path = firstPath(repository, /^\.?lefthook\.\w+$/) ?? 'lefthook.yml';
    return [stepFor(repository, { path, why: WHY, content: LEFTHOOK })];
  }
  const path = firstPath(repository, /^\.pre-commit-config\.ya?ml$/) ?? '.pre-commit-config.yaml';
  const content = `repos:\n${REPOSITORY_OF_HOOKS}`;
  const why = 'checks migrations once "pre-commit install" has run';
  return [stepFor(repository, { path, why, content, add: REPOSITORY_OF_HOOKS })];
}
