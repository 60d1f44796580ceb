import { firstPath } from './inspect.ts';
import { stepFor, type Situation, type Step } from './step.ts';

const TEST = `# The fixture comes from the package pytest-elementaldb.


def test_a_database_has_all_migrations_applied(elementaldb_connection):
    ledger = elementaldb_connection.execute("SELECT dirty FROM schema_migrations")
    assert ledger.fetchall() == [(False,)]
    elementaldb_connection.execute("CREATE TABLE only_in_this_test (n integer)")
    elementaldb_connection.commit()


def test_another_test_sees_nothing_of_it(elementaldb_connection):
    found = elementaldb_connection.execute("SELECT to_regclass('only_in_this_test')")
    assert found.fetchall() == [(None,)]
`;

/** A first test; the fixtures come with the plugin. */
export function planPytest({ repository, found }: Situation): Step[] {
  // pytest's own habit is "tests"; a folder "test" is used where it holds Python already.
  const folder = found.tests === 'test' && firstPath(repository, /^test\/.*\.py$/) !== undefined ? 'test' : 'tests';
  return [
    stepFor(repository, {
      path: `${folder}/test_database.py`,
      why: 'a first test with a database of its own',
      content: TEST,
    }),
  ];
}
