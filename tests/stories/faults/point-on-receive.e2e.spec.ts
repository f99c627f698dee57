// A record is fetched and not in a batch yet: it is fetched again.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('on-receive');
