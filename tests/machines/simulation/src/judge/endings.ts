import type { Evidence, OrderEnd, Violation } from './evidence.js';
import { unsettled } from './unsettled.js';

const STATUS: Readonly<Record<string, OrderEnd['status']>> = {
  completed: 'fulfilled',
  'rolled-back': 'cancelled',
  'needs-operator': 'needs-attention',
};

/**
 * Every accepted order ended, as its saga did; it needs a person only where that could not be helped,
 * and what was taken back stays so.
 */
export function endings(evidence: Evidence): Violation[] {
  const { shop, customers, ended, seen, hopeless } = evidence;
  const orders = shop.tables.orders.orders.committed;
  const sagas = shop.deployment('orders').disk.sagas.committed;
  const lost = [...customers.told.keys()]
    .filter((orderId) => !orders.has(orderId))
    .map((orderId) => ({ rule: 'an accepted order is not lost', orderId, what: 'it has no row' }));
  const wrong = evidence.ends.flatMap(({ orderId, sagaId, status, told }): Violation[] => {
    const { phase } = sagas.get(sagaId)!.instance;
    const violation = (rule: string, what: string): Violation => ({ rule, orderId, what });
    if (status === 'pending') return [violation('every order ends', `its saga is ${phase.status}`)];
    return [
      ...(STATUS[phase.status] === status
        ? []
        : [violation('an order ends as its saga does', `the order is ${status}, its saga ${phase.status}`)]),
      ...(status === 'needs-attention' && !hopeless
        ? [violation('nobody is troubled without need', JSON.stringify(phase))]
        : []),
      ...(status === 'fulfilled' && (told?.cancel === 'accepted' || told?.cancel === 'already-cancelled')
        ? [violation('a cancel that was accepted holds', `the customer was told "${told.cancel}"`)]
        : []),
      ...(status === 'cancelled' && told?.cancel === 'refused' && 'reason' in phase && phase.reason.kind === 'cancelled'
        ? [violation('a cancel that was refused does nothing', 'it was cancelled')]
        : []),
    ];
  });
  const stuck = [...sagas.values()]
    .filter(
      ({ instance }) =>
        instance.saga === 'return-order' &&
        !['completed', 'rolled-back', ...(hopeless ? ['needs-operator'] : [])].includes(instance.phase.status),
    )
    .map(({ instance }) => ({
      rule: 'every return ends',
      orderId: instance.businessKey,
      what: JSON.stringify(instance.phase),
    }));
  const said = customers.contradictions.map((what) => ({ rule: 'customers are told the truth', what }));
  return [
    ...(ended || seen.length > 0
      ? []
      : [{ rule: 'the run ends', what: `hours later: ${[...unsettled(shop)].join('; ')}` }]),
    ...lost,
    ...wrong,
    ...stuck,
    ...said,
  ];
}
