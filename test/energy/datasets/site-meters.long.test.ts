import { testSiteMeters } from './metered-sites.ts';

testSiteMeters('long');
