import { testKeys } from './met-keys.ts';

testKeys('long');
