import { testForms } from './repeated-forms.ts';

testForms('long');
