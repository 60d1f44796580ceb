import { testJudgedLayouts } from './judged-layouts.ts';

testJudgedLayouts('long');
