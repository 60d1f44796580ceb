import { testShadowed } from './shadowed-objects.ts';
import { useServer } from './judging-server.ts';

useServer();

testShadowed('short');
