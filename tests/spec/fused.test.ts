/** The official test suite on fused code. */

import { official } from './suite.ts';

official('fused');
