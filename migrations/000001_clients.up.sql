-- Everything we hold is held for a client, so the clients
-- come first, in the schema that will also name their sites.
BEGIN;

CREATE SCHEMA IF NOT EXISTS client_info;

COMMENT ON SCHEMA client_info IS
    'Who the clients are, and what is known of their sites as places: addresses, roofs, baselines.';

CREATE TABLE IF NOT EXISTS client_info.clients (
    client_id text NOT NULL,
    name text,
    CONSTRAINT clients_pkey PRIMARY KEY (client_id)
);

COMMENT ON TABLE client_info.clients IS 'The organisations we work for. One client has many sites.';
COMMENT ON COLUMN client_info.clients.client_id IS
    'Short memorable identifier, e.g. demo; lower case by convention.';
COMMENT ON COLUMN client_info.clients.name IS 'Name for people to read, e.g. Demonstration Client Ltd.';

END;
