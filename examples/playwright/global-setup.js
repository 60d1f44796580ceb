import { startTestServer } from 'elementaldb/testing';

/** Workers are started after this, and find the server by the environment. What is returned runs at the end. */
export default async function setup() {
  const server = await startTestServer();
  Object.assign(process.env, server.environment);
  return () => server.stop();
}
