"""A data service on the energy database: see README.md."""
