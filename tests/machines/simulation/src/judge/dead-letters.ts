import type { Evidence, Violation } from './evidence.js';

/** Each dead letter stands in its service's topic, whole: with id, key and value of its message. */
export function deadLetters({ shop, ended }: Evidence): Violation[] {
  if (!ended) return [];
  return [...shop.deployments.values()].flatMap(({ service, disk }) => {
    const records = new Map(
      shop.broker
        .records(`${service}.dlq`)
        .flat()
        .map((record) => [record.headers['__sagaworks.errors.message-id'], record]),
    );
    return [...disk.deadLetters.values()].flatMap(
      ({
        type,
        message: {
          messageId,
          key,
          record: { value },
        },
      }): Violation[] => {
        const letter = records.get(messageId);
        if (letter?.key?.toString() === key && String(letter.value) === String(value)) return [];
        return [
          {
            rule: 'a dead letter is whole',
            orderId: key,
            what: `${service}.dlq has ${letter === undefined ? 'none' : `one of the key "${String(letter.key)}"`} for ${type} ${messageId}`,
          },
        ];
      },
    );
  });
}
