import { useOwnState } from '../../own-state.ts';
import { testChangedRows } from './changed-rows.ts';

useOwnState();

testChangedRows('long');
