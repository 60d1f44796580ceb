import { testShownChanges } from './shown-changes.ts';

testShownChanges('short');
