// Effects are committed and their offsets are not: the messages come again, and do nothing.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('before-offset-commit');
