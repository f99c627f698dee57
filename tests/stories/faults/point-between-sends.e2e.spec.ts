// One message is at the broker and the next is not: it comes behind it.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('between-sends', { at: ['orders', 'payments', 'inventory', 'shipping'] });
