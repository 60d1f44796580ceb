import type { Repository } from './repository.ts';
import { presentStep, stepFor, type Situation, type Step } from './step.ts';

const WHY = 'lints and verifies what a change changes';

/** The job that checks the migrations. */
export function planCi(situation: Situation): Step[] {
  switch (situation.found.ci) {
    case 'github':
      return [planGithub(situation)];
    case 'gitlab':
      return [planGitlab(situation)];
    case undefined:
      return [];
  }
}

function planGithub({ repository, found }: Situation): Step {
  const existing = [...repository.paths].find(
    (path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) && repository.text(path).includes('elementaldb'),
  );
  if (existing !== undefined) {
    return presentStep(existing, WHY);
  }
  const content = `name: migrations
on:
  pull_request:
  push:
    branches: [${found.mainBranch}]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # A pull request is compared with its base branch.
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - uses: actions/cache@v4
        with:
          path: \${{ runner.temp }}/elementaldb-cache
          key: elementaldb-\${{ runner.os }}-\${{ github.run_id }}
          restore-keys: elementaldb-\${{ runner.os }}-
${hasLock(repository) ? '      - run: npm ci\n' : ''}      - run: >-
          npx --yes elementaldb check --format github
          \${GITHUB_BASE_REF:+--changed-since "origin/$GITHUB_BASE_REF"}
        env:
          ELEMENTALDB_CACHE: \${{ runner.temp }}/elementaldb-cache
`;
  return stepFor(repository, { path: '.github/workflows/migrations.yml', why: WHY, content });
}

function planGitlab({ repository }: Situation): Step {
  const content = `migrations:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: 0
    ELEMENTALDB_CACHE: $CI_PROJECT_DIR/.elementaldb-cache
  cache:
    key: elementaldb
    paths: [.elementaldb-cache]
  script:
${hasLock(repository) ? '    - npm ci\n' : ''}    - >-
      npx --yes elementaldb check --format gitlab
      --changed-since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" >elementaldb.json
  artifacts:
    when: always
    reports:
      codequality: elementaldb.json
`;
  return stepFor(repository, { path: '.gitlab-ci.yml', why: WHY, content });
}

/** `npm ci` needs a lock file; without it npx fetches the newest version. */
function hasLock({ paths }: Repository): boolean {
  return paths.has('package-lock.json');
}
