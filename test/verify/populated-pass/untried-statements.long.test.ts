import { testTried } from './tried-statements.ts';
import { useServer } from './judging-server.ts';

useServer();

testTried('long');
