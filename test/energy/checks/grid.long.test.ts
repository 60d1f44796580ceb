import { testGrids } from './checked-grids.ts';

testGrids('long');
