// A batch is committed and nobody has heard of it: its messages are still sent, and run again it does nothing.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('after-commit');
