"""pytest: a PostgreSQL database with your migrations for each test."""
