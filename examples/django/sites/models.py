from django.db import models


class Site(models.Model):
    site_id = models.AutoField(primary_key=True)
    name = models.TextField(unique=True)

    class Meta:
        managed = False  # The table comes from ./migrations.
        db_table = "site"
