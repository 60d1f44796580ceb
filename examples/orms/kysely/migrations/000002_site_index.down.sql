DROP INDEX IF EXISTS site_name_key;
