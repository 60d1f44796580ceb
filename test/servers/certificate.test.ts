import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';

import { expect, test } from 'vitest';

import { selfSignedCertificate } from '../../src/servers/certificate.ts';

test('a certificate is signed by its own key, names localhost, and is valid today', () => {
  const { certificate, key } = selfSignedCertificate(new Date('2026-03-01T12:00:00Z'));
  const parsed = new X509Certificate(certificate);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkHost('localhost')).toBe('localhost');
  expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(Date.parse(parsed.validFrom)).toBe(Date.parse('2026-02-28T12:00:00Z'));
  expect(Date.parse(parsed.validTo)).toBe(Date.parse('2126-02-28T12:00:00Z'));
  expect(key).toContain('PRIVATE KEY');
});

test('a TLS client that trusts the certificate connects by it', async () => {
  const { certificate, key } = selfSignedCertificate();
  const server = createServer({ cert: certificate, key }, (socket) => socket.end('hello'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const socket = connect({ host: '127.0.0.1', port, ca: certificate });
  const [data] = await once(socket, 'data');
  expect(String(data)).toBe('hello');
  socket.destroy();
  server.close();
});
