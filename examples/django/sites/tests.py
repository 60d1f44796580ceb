from django.db import IntegrityError, connection, transaction
from django.test import TestCase, TransactionTestCase

from sites.models import Site


class RolledBack(TestCase):
    def test_a_site_is_added(self):
        Site.objects.create(name="depot")
        self.assertEqual(list(Site.objects.values_list("name", flat=True)), ["depot"])

    def test_another_test_sees_nothing_of_it(self):
        self.assertFalse(Site.objects.exists())

    def test_a_name_is_unique(self):
        Site.objects.create(name="depot")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Site.objects.create(name="depot")


class Committed(TransactionTestCase):
    available_apps = ["sites"]

    def test_a_commit_is_real(self):
        with transaction.atomic():
            Site.objects.create(name="depot")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM site")
            self.assertEqual(cursor.fetchone(), (1,))
