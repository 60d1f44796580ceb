import { testMembers } from './changed-members.ts';

testMembers('long');
