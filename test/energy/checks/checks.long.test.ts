import { testWorlds } from './checked-worlds.ts';

testWorlds('long');
