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

    def teardown_databases(self, old_config, **kwargs):
        connection.close()
        self.server.close()
