import { testLeftOpen } from './left-open-connections.ts';

testLeftOpen('threads');
