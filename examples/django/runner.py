from django.db import connection
from django.test.runner import DiscoverRunner
from elementaldb import LeaseServer


class LeasedDatabaseRunner(DiscoverRunner):
    """Runs the tests in a database that the SQL migrations have made, instead of one that Django makes."""

    def setup_databases(self, **kwargs):
        self.server = LeaseServer()
        lease = self.server.lease()
        connection.settings_dict.update(
            NAME=lease.database, HOST=lease.host, PORT=lease.port, USER=lease.user, PASSWORD=lease.password
        )
        for number in self.copies():
            connection.creation.clone_test_db(suffix=str(number), verbosity=0)

    def copies(self):
        """With --parallel each process of Django uses a copy with its number in the name."""
        return range(1, self.parallel + 1) if self.parallel > 1 else []

    def teardown_databases(self, old_config, **kwargs):
        for number in self.copies():
            connection.creation.destroy_test_db(suffix=str(number), verbosity=0)
        connection.close()
        self.server.close()
