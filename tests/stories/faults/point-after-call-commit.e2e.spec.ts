// A call is on record and not made: it is looked up, then made.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('after-call-commit', { at: ['payments', 'shipping', 'notifier'] });
