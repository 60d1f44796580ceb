import { testRevertedChanges } from './reverted-changes.ts';

testRevertedChanges('short');
