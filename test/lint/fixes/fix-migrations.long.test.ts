import { testFixes } from './fixed-statements.ts';

testFixes('long');
