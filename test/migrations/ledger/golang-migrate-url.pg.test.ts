import { testUrls } from './same-urls.ts';

testUrls('short');
