import { once } from 'node:events';
import { createServer } from 'node:http';

import { expect, test } from 'vitest';

import { EventStream } from '../../src/ui/event-stream.ts';

test('what is sent after the end goes to nobody', async () => {
  const stream = new EventStream();
  const server = createServer((_, response) => stream.connect(response, [['servers', []]]));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const answer = await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  stream.close();
  stream.send('trials', []);
  expect(await answer.text()).toBe('retry: 1000\n\nevent: servers\ndata: []\n\n');
  expect(stream.isWatched).toBe(false);
  server.close();
});
