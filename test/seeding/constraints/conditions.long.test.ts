import { testConditions } from './met-conditions.ts';

testConditions('long');
