import { createServer } from 'node:http';

import { Pool } from 'pg';

/** The application under test: GET lists the sites, POST adds one. */
export function createApp(connectionString) {
  const pool = new Pool({ connectionString });
  const server = createServer((request, response) => {
    answer(pool, request, response).catch((error) => response.writeHead(500).end(error.message));
  });
  server.on('close', () => void pool.end());
  return server;
}

async function answer(pool, request, response) {
  if (request.method === 'POST') {
    let name = '';
    for await (const chunk of request) {
      name += String(chunk);
    }
    await pool.query('INSERT INTO site (name) VALUES ($1)', [name]);
    response.writeHead(201).end();
    return;
  }
  const { rows } = await pool.query('SELECT name FROM site ORDER BY name');
  response.setHeader('content-type', 'application/json').end(JSON.stringify(rows.map((row) => row.name)));
}
