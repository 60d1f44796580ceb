import { testFaults } from './broken-rules.ts';
import { useDatabase } from './rule-database.ts';

useDatabase();

testFaults('long');
