// A message is about to be decided over: what throws is tried again behind nobody's back,
// what dies is decided elsewhere.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('on-decide');
