/** Personal values by kind, as they are planted in {@link SCHEMA}; none may be left in an anonymized dump. */
export const PLANTED = {
  names: [
    'Marjorie Blenkinsop',
    'Tobias Featherstone',
    'Agnieszka Nowakowska',
    'Dr Hamish McAllister',
    'Siân Llewellyn',
    "Niamh O'Sullivan",
    'Barnaby Throckmorton',
    'Philippa Wainscott',
    'Rajesh Venkataraman',
    'Gwendoline Postlethwaite',
    'Oluwaseun Adeyemi',
    'Cornelius Hathersage',
    'Bronwen Pugh-Jenkins',
    'Desmond Ackerley',
    'Fiona Strathnaver',
    'Leopold Zuckerbrot',
    'Mehmet Yildirim',
    'Henrietta Cholmondeley',
    'Jasper Winterbourne',
    'Saoirse Gallagher',
    'Percival Entwistle',
    'Ottoline Fairweather',
    'Zebedee Quartermaine',
  ],
  companies: ['Blenkinsop Dairies Ltd', 'Featherstone & Sons Limited', 'Wainscott Housing Association'],
  phones: [
    '01539 822 417',
    '+44 7911 843 265',
    '(020) 8371 5526',
    '07765 118943',
    '01904655238',
    '+44 1865 722 309',
    '0131 558 4417',
    '01223 764 551',
  ],
  emails: [
    'marjorie@blenkinsop-dairies.co.uk',
    'T.Featherstone@featherstone.example.net',
    'agnieszka.nowakowska@wainscott.org.uk',
    'rajesh77@venkat.co.uk',
    'gpostle@fastmail.co.uk',
    'fiona@strathnaver.scot',
  ],
  addresses: [
    '14 Gillinggate, Kendal, LA9 4JB',
    'Flat 3, 27 Marygate, York, YO30 7DR',
    '8 Scroope Terrace, Cambridge, CB2 1PX',
    '61 Botley Road, Oxford',
    '112 Morningside Road, Edinburgh',
  ],
  postcodes: ['LA9 4JB', 'YO30 7DR', 'OX2 0JJ', 'EH10 4BY'],
  mpans: ['2000050773706', '1012345678903', '1798765432108', '1211122233349', '2213579246809', '1414141414142'],
  uprns: ['100110715234', '10070123498', '200003187645'],
  urlParts: ['zuckerbrot@delikat.de', 'Mehmet Yildirim', 'henrietta.c@chol.org', '07700 812 669'],
  files: ['Lease_Cholmondeley_signed.pdf', 'survey-quartermaine-loft.jpg'],
  keyWords: ['blenkinsop_dairies', 'wainscott_housing'],
  coordinates: ['54.328506', '-2.745831', '53.963742', '-1.091225', '52.195873', '0.123876'],
  addressesOfMachines: ['81.187.44.23', '2a00:23c7:8a2b:1c01::5', '86.142.19.201'],
  bytes: ['Jasper Winterbourne agreed by hand'],
} as const;

/** Two schemas: one with telling names, one with columns named a, v, fld1, ref. */
export const TABLES = String.raw`
CREATE SCHEMA crm;
CREATE SCHEMA odd;
CREATE DOMAIN crm.mpan AS text CHECK (VALUE ~ '^\d{13}$');
CREATE TYPE crm.latlon AS (lat float8, lon float8);
CREATE TABLE crm.customers (
  customer_id text PRIMARY KEY CHECK (customer_id ~ '^[a-z_]+$'),
  name text NOT NULL UNIQUE,
  contact_name text,
  email varchar(60) UNIQUE,
  phone text,
  address text,
  postcode varchar(8),
  latitude numeric(9,6),
  longitude numeric(9,6),
  place crm.latlon,
  uprn bigint UNIQUE,
  settings jsonb,
  last_ip inet,
  status text DEFAULT 'active',
  created_at timestamptz DEFAULT '2024-01-01 00:00:00+00');
CREATE TABLE crm.meters (
  meter_id uuid PRIMARY KEY,
  customer_id text NOT NULL REFERENCES crm.customers ON UPDATE CASCADE,
  mpan crm.mpan UNIQUE,
  contract_file text,
  portal_url text,
  notes text);
CREATE TABLE crm.readings (
  meter_id uuid REFERENCES crm.meters, start_ts timestamptz, kwh float8, PRIMARY KEY (meter_id, start_ts));
CREATE TABLE odd.t1 (id int PRIMARY KEY, a text, v text, fld1 text, ref text);
CREATE TABLE odd.t2 (id int PRIMARY KEY, a text, v text, fld1 text, ref text, p point, raw text, data bytea, people text[], j json);
COMMENT ON COLUMN odd.t2.v IS 'Telephone number of the caretaker';
`;

/** The tables with the planted rows. */
export const SCHEMA = String.raw`${TABLES}
INSERT INTO crm.customers VALUES
 ('blenkinsop_dairies', 'Blenkinsop Dairies Ltd', 'Marjorie Blenkinsop', 'marjorie@blenkinsop-dairies.co.uk', '01539 822 417',
  '14 Gillinggate, Kendal, LA9 4JB', 'LA9 4JB', 54.328506, -2.745831, '(54.328506,-2.745831)', 100110715234,
  '{"contact": {"name": "Barnaby Throckmorton", "email": "rajesh77@venkat.co.uk"}, "sites": ["blenkinsop_dairies"], "theme": "dark", "limit": 1.50}', '81.187.44.23'),
 ('featherstone', 'Featherstone & Sons Limited', 'Tobias Featherstone', 'T.Featherstone@featherstone.example.net', '+44 7911 843 265',
  'Flat 3, 27 Marygate, York, YO30 7DR', 'YO30 7DR', 53.963742, -1.091225, '(53.963742,-1.091225)', 10070123498,
  '{"contact": {"name": "Philippa Wainscott", "phone": "01865 722 309"}, "blenkinsop_dairies": {"shares": 3}, "theme": "light"}', '2a00:23c7:8a2b:1c01::5'),
 ('wainscott_housing', 'Wainscott Housing Association', 'Agnieszka Nowakowska', 'agnieszka.nowakowska@wainscott.org.uk', '(020) 8371 5526',
  '8 Scroope Terrace, Cambridge, CB2 1PX', NULL, 52.195873, 0.123876, NULL, 200003187645, '{"by": {"rajesh77@venkat.co.uk": 2}}', '86.142.19.201/32');
INSERT INTO crm.meters VALUES
 ('0f8fad5b-d9cb-469f-a165-70867728950e', 'blenkinsop_dairies', '2000050773706', 'contracts/Lease_Cholmondeley_signed.pdf',
  'https://portal.enelsuppliers.co.uk/login?user=zuckerbrot%40delikat.de&next=%2Fhome', 'Rang Dr Hamish McAllister about the loft, he is out on Fridays.'),
 ('7c9e6679-7425-40de-944b-e07fc1f90ae7', 'wainscott_housing', '1012345678903', 'survey-quartermaine-loft.jpg',
  'https://portal.enelsuppliers.co.uk/q?name=Mehmet+Yildirim&tel=07700%20812%20669', 'Key is with Siân Llewellyn, ring the bell twice please.'),
 ('9b2d1f9e-6b7a-4c55-9a43-1f7e0c7f3b11', 'featherstone', '1798765432108', NULL,
  'https://portal.enelsuppliers.co.uk/u/henrietta.c%40chol.org', NULL);
INSERT INTO crm.readings SELECT m.meter_id, t, extract(hour FROM t) / 8 FROM crm.meters m,
  generate_series('2024-01-01 00:00+00'::timestamptz, '2024-01-02 00:00+00', '30 minutes') t;
INSERT INTO odd.t1 VALUES
 (1, 'Niamh O''Sullivan', 'Rajesh Venkataraman', '61 Botley Road, Oxford', '1211122233349'),
 (2, 'Gwendoline Postlethwaite', 'gpostle@fastmail.co.uk', '112 Morningside Road, Edinburgh', '2213579246809'),
 (3, 'Oluwaseun Adeyemi', '07765 118943', NULL, '1414141414142'),
 (4, 'Cornelius Hathersage', 'fiona@strathnaver.scot', NULL, NULL);
INSERT INTO odd.t2 VALUES
 (1, 'OX2 0JJ', '01904655238', 'Bronwen Pugh-Jenkins', 'blenkinsop_dairies', '(54.328506,-2.745831)',
  '{"who": "Desmond Ackerley", "mail": "fiona@strathnaver.scot"}', '\x4a61737065722057696e746572626f75726e65206167726565642062792068616e64',
  ARRAY['Fiona Strathnaver', 'Leopold Zuckerbrot'], '{"caller": "Saoirse Gallagher", "tel": "+44 1865 722 309"}'),
 (2, 'EH10 4BY', '0131 558 4417', 'Henrietta Cholmondeley', 'wainscott_housing', '(53.963742,-1.091225)',
  '{"who": "Percival Entwistle", "mail": "rajesh77@venkat.co.uk"}', '\x89504e470d0a1a0a00ff',
  ARRAY['Ottoline Fairweather'], '{"caller": "Zebedee Quartermaine", "tel": "01223 764 551"}');
`;
