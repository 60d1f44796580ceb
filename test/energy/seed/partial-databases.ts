import { days } from './small-world.ts';

export const SPAN = days('2024-01-01', '2024-01-02');
