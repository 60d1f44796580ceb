import { testForms } from './repeated-forms.ts';

testForms('short');
