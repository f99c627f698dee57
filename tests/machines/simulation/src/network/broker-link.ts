import type { Broker, MemoryBroker } from '@sagaworks/messaging/memory';
import { BrokerAway } from '@sagaworks/messaging/memory';
import type { Process } from '../services/process.js';
import type { Surroundings } from './link.js';

/**
 * The broker as one process sees it, with the network between: sends and acknowledgements get
 * lost, records come late and again.
 */
export function brokerLink(around: Surroundings, broker: MemoryBroker, process: Process): Broker {
  const { scheduler, dice, mischief } = around;
  return {
    send: (records) =>
      new Promise((resolve, reject) => {
        const { sendLost, ackLost } = mischief().network;
        const answer = (tell: () => void) => scheduler.after(dice.between(0.5, 4), tell, process);
        if (dice.chance(sendLost)) return void answer(() => reject(new BrokerAway('the send was lost')));
        // On its way it no longer matters what becomes of its sender.
        scheduler.world(dice.between(0.5, 4), () => {
          broker.send(records).then(
            () =>
              answer(() => (dice.chance(ackLost) ? reject(new BrokerAway('the acknowledgement was lost')) : resolve())),
            (error: Error) => answer(() => reject(error)),
          );
        });
      }),
    subscribe: (subscription) => {
      const onRecords: typeof subscription.onRecords = (records) =>
        new Promise((done, failed) => {
          scheduler.after(
            dice.between(0.5, 6),
            () => {
              const forgotten = dice.chance(mischief().network.offsetsLost);
              subscription
                .onRecords(records)
                .then(() => (forgotten ? failed(new BrokerAway('the offsets were not committed')) : done()), failed);
            },
            process,
          );
        });
      const subscribed = broker.subscribe({ ...subscription, onRecords });
      // The group hears of a member's end after a while.
      process.onDeath(() =>
        scheduler.world(dice.between(100, 6_000), () => void subscribed.then((member) => broker.kill(member))),
      );
      return subscribed;
    },
    close: () => Promise.resolve(),
  };
}
