import type { Deployment } from '../services/deployment.js';
import type { Evidence, Violation } from './evidence.js';

/**
 * Of what a service was sent, all is accounted for: handled with an effect, or a dead letter where that could
 * not be helped. Nothing waits any more.
 */
export function accounts(evidence: Evidence): Violation[] {
  const { shop, hopeless } = evidence;
  const dead = [...shop.deployments.values()].flatMap(({ service, disk }) =>
    [...disk.deadLetters.values()].map(({ message, type, failure }) => ({ service, key: message.key, type, failure })),
  );
  const needless = hopeless
    ? []
    : dead.map(({ service, key, type, failure }) => ({
        rule: 'nothing dies without need',
        orderId: key,
        what: `${service} gave up ${type}: ${failure.message}`,
      }));
  return [...needless, ...[...shop.deployments.values()].flatMap((deployment) => ofService(deployment, evidence))];
}

function ofService({ service, disk, processes }: Deployment, { shop, effects, ended }: Evidence): Violation[] {
  const messaging = processes.find(({ isUp }) => isUp)?.messaging;
  if (messaging === undefined || !ended) return [];
  const taken = new Set(effects.filter((effect) => effect.service === service).map(({ id }) => id));
  const deadIds = new Set([...disk.deadLetters.values()].map(({ message }) => message.messageId));
  const records = messaging.consumer.topics.flatMap((topic) => shop.broker.records(topic).flat());
  return records.flatMap(({ topic, key, headers }): Violation[] => {
    const [id, type] = [headers['ce_id']!, headers['ce_type']!];
    if (
      messaging.contractOf(type) === undefined ||
      isAccounted(disk.stateOf({ id, sentAt: new Date(headers['ce_time']!) }), taken.has(id), deadIds.has(id))
    )
      return [];
    return [
      { rule: 'every message is accounted for', orderId: key!.toString(), what: `${service}, ${topic}: ${type} ${id}` },
    ];
  });
}

function isAccounted(state: 'handled' | 'parked' | 'dead' | undefined, taken: boolean, dead: boolean): boolean {
  switch (state) {
    case 'handled':
      return taken;
    case 'dead':
      return dead;
    case 'parked':
    case undefined:
      return false;
    default:
      return state satisfies never;
  }
}
