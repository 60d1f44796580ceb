import { testHandlers } from './forgiven-statements.ts';

testHandlers('long');
