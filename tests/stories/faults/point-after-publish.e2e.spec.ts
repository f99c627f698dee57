// A message is at the broker and not marked as sent: it is sent again, and taken once.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('after-publish', { at: ['orders', 'payments', 'inventory', 'shipping'] });
