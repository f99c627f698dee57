// A call is made and its answer is not on record: it is looked up, and not made twice.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('after-outside-call', { at: ['payments', 'shipping', 'notifier'] });
