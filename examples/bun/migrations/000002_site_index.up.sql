CREATE UNIQUE INDEX IF NOT EXISTS site_name_key ON site (name);
