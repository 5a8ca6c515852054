/** The official test suite on plain code. */

import { official } from './suite.ts';

official('plain');
