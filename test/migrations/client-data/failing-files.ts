/** What pg_dump 18 writes at the top, with a setting no server knows any more. */
export const PREAMBLE = String.raw`--
-- PostgreSQL database dump
--

\restrict 1kCG

-- Dumped by pg_dump version 18.1

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_with_oids = false;

`;

export const CIRCLE = String.raw`COPY public.client (id, name, main_site) FROM stdin;
1	it's; \\ ä	10
2	\N	\N
\.


COPY public.site (id, client_id, note) FROM stdin;
10	1	a\tb
\.


COPY public.tree (id, parent) FROM stdin;
1	2
2	1
\.


SELECT pg_catalog.setval('public.numbers', 42, true);


\unrestrict 1kCG

`;
