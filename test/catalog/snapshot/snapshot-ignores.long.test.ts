import { testEqual } from './equal-snapshots.ts';

testEqual('long');
