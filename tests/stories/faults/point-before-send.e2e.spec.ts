// A message is in the outbox and not sent: it is sent later.
import { atPoint } from '../../machines/support/at-point.js';

atPoint('before-send', { at: ['orders', 'payments', 'inventory', 'shipping'] });
