import { firstPath } from './inspect.ts';
import { stepFor, type Situation, type Step } from './step.ts';

const IMPORTS = `import os
from uuid import uuid4

import psycopg
import pytest
`;

const FIXTURE = `@pytest.fixture
def database_url():
    """A copy of the run's database for one test. Connect to copies only."""
    if "ELEMENTALDB_TEST_SERVER" not in os.environ:
        pytest.fail("run the tests with: npx elementaldb exec -- pytest")
    run, template = os.environ["DATABASE_URL"], os.environ["PGDATABASE"]
    name = f"test_{uuid4().hex}"
    with psycopg.connect(run, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield run.replace(template, name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
`;

const TEST = `import psycopg


def test_a_database_has_all_migrations_applied(database_url):
    with psycopg.connect(database_url) as connection:
        ledger = connection.execute("SELECT dirty FROM schema_migrations")
        assert ledger.fetchall() == [(False,)]
        connection.execute("CREATE TABLE only_in_this_test (n integer)")


def test_another_test_sees_nothing_of_it(database_url):
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT to_regclass('only_in_this_test')")
        assert found.fetchall() == [(None,)]
`;

/** The fixture of pytest and a first test. */
export function planPytest({ repository, found }: Situation): Step[] {
  // pytest's own habit is "tests"; a folder "test" is used where it holds Python already.
  const folder = found.tests === 'test' && firstPath(repository, /^test\/.*\.py$/) !== undefined ? 'test' : 'tests';
  const path =
    firstPath(repository, /^conftest\.py$/) ??
    firstPath(repository, new RegExp(String.raw`^${folder}/conftest\.py$`)) ??
    `${folder}/conftest.py`;
  return [
    stepFor(repository, {
      path,
      why: 'gives each test a copy of the migrated database',
      content: `${IMPORTS}\n\n${FIXTURE}`,
      add: `${IMPORTS}\n${FIXTURE}`,
    }),
    stepFor(repository, {
      path: `${folder}/test_database.py`,
      why: 'a first test with a database of its own',
      content: TEST,
    }),
  ];
}
