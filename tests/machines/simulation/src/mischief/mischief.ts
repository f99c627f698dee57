import type { Surroundings } from '../network/link.js';
import type { Deployment } from '../services/deployment.js';
import type { Process } from '../services/process.js';
import type { Shop } from '../services/shop.js';
import type { EventLog } from '../world/event-log.js';
import type { Profile } from './profiles.js';

/** Kills, freezes and starts processes, moves partitions, rewinds offsets, until it is told to end. */
export class Mischief {
  readonly #down = new Map<string, number>();
  #ended = false;

  constructor(
    private readonly around: Surroundings,
    private readonly shop: Shop,
    private readonly log: EventLog,
    profile: Profile,
  ) {
    const { crash, rebalance, replay, freeze, secondProcess } = profile.every;
    this.#every(crash, () => this.#crash());
    this.#every(freeze, () => this.#freeze());
    this.#every(secondProcess, () => this.#scale());
    this.#every(rebalance, () => this.#rebalance());
    this.#every(replay, () => this.#replay());
    this.#every(profile.outside.downEvery, () => this.#takeDown());
    if (profile.brokerAway !== undefined) this.#takeBrokerAway(profile.brokerAway);
  }

  /** What is dead already is started again all the same. */
  end(): void {
    this.#ended = true;
    this.#down.clear();
  }

  isDown(party: string): boolean {
    return (this.#down.get(party) ?? 0) > this.around.scheduler.now;
  }

  #crash(): void {
    const deployment = this.#anyService();
    if (deployment.processes.length === 0) return;
    deployment.kill(this.around.dice.pick(deployment.processes));
    this.#startAgain(deployment);
  }

  #startAgain(deployment: Deployment): void {
    this.around.scheduler.world(this.around.dice.between(50, 4_000), () =>
      deployment.processes.length === 0 ? deployment.start() : undefined,
    );
  }

  #freeze(): void {
    const deployment = this.#anyService();
    const process = deployment.processes[0];
    if (process === undefined || process.frozenUntil > this.around.scheduler.now) return;
    deployment.freeze(
      process,
      this.around.dice.chance(0.5) ? this.around.dice.between(100, 4_000) : this.around.dice.between(4_000, 15_000),
    );
  }

  /** One process becomes two, or two one: killed, or stopped as it should be. */
  #scale(): void {
    const deployment = this.#anyService();
    if (deployment.processes.length === 1) return deployment.start();
    const process = deployment.processes[0];
    if (process?.isUp !== true) return;
    if (this.around.dice.chance(0.5)) deployment.kill(process);
    else this.#stop(deployment, process);
  }

  #stop(deployment: Deployment, process: Process): void {
    this.log.note(`${process.name} is asked to stop`);
    process.isUp = false;
    this.around.scheduler.after(
      0,
      () =>
        void process.messaging.stop().then(() => {
          deployment.kill(process);
          this.#startAgain(deployment);
        }),
      process,
    );
  }

  #rebalance(): void {
    const { service } = this.#anyService();
    this.log.note(`rebalance of ${service}`);
    this.shop.broker.rebalance(service);
  }

  #replay(): void {
    const { dice } = this.around;
    const { service } = this.#anyService();
    const topic = `${dice.pick(['orders', 'payments', 'inventory', 'shipping'])}.${dice.pick(['commands', 'events'])}`;
    const places = this.shop.broker.committed(service, topic);
    if (places.length === 0) return;
    const partition = dice.below(places.length);
    const offset = dice.chance(0.1) ? 0 : Math.max(0, places[partition]! - dice.below(100));
    this.log.note(`${service} reads ${topic}/${partition} from ${offset} again`);
    this.shop.broker.rewind(service, topic, partition, offset);
  }

  #takeDown(): void {
    const party = this.around.dice.pick(['cards', 'carrier', 'mailbox']);
    const milliseconds = this.around.dice.between(1_000, 40_000);
    this.log.note(`${party} is down for ${Math.round(milliseconds)} ms`);
    this.#down.set(party, this.around.scheduler.now + milliseconds);
  }

  #takeBrokerAway({ atMs, forMs }: NonNullable<Profile['brokerAway']>): void {
    const { scheduler } = this.around;
    scheduler.world(atMs, () => {
      this.log.note(`the broker is away for ${forMs} ms`);
      this.shop.broker.goAway();
    });
    scheduler.world(atMs + forMs, () => this.shop.broker.comeBack());
  }

  #anyService(): Deployment {
    return this.around.dice.pick([...this.shop.deployments.values()]);
  }

  #every(average: number | undefined, work: () => void): void {
    if (average === undefined) return;
    this.around.scheduler.world(this.around.dice.between(0.2 * average, 1.8 * average), () => {
      if (this.#ended) return;
      work();
      this.#every(average, work);
    });
  }
}
