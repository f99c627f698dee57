import { afterAll, beforeAll, expect } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import type { ServiceName } from '@sagaworks/tools';
import { readFileSync } from 'node:fs';
import { setFault } from '../../machines/support/faults.js';
import { Oracle } from '../../machines/support/oracle.js';
import type { Order, Placed, Wish } from '../../machines/support/shop.js';
import { System } from '../../machines/support/system.js';

/** Waiting times are a twentieth of the real ones: 30 s become 1.5 s, 2 minutes 6 s. */
const PATIENCE = '0.05';
/** All asks of an undo are spent within three seconds. */
const NO_PATIENCE = '0.0005';

/** A system for one file of failures; at the end of the file the books of all parties must agree. */
export class Lab {
  #system: System | undefined;
  #oracle: Oracle | undefined;
  readonly #env: Record<string, string> = { SAGA_PACE: PATIENCE, FAULTS: 'on' };

  /** Called once in a spec file, outside of its tests. */
  static open(): Lab {
    const lab = new Lab();
    beforeAll(async () => {
      lab.#system = await System.start({ env: lab.#env });
      lab.#oracle = await Oracle.over(lab.system);
    }, 120_000);
    afterAll(async () => {
      try {
        expect(await lab.#oracle?.wrong()).toEqual([]);
      } finally {
        await lab.#system?.[Symbol.asyncDispose]();
      }
    }, 60_000);
    return lab;
  }

  get system(): System {
    return this.#system!;
  }

  place(wish: Wish = {}): Promise<Placed> {
    return this.system.shop.place(wish);
  }

  /** Places an order, waits for its end and prints what was undone for it. */
  async run(
    what: string,
    wish: Wish = {},
    meanwhile: (placed: Placed) => Promise<void> = () => Promise.resolve(),
  ): Promise<{ order: Order; undone: string[] }> {
    const placed = await this.place(wish);
    await meanwhile(placed);
    return this.report(what, placed);
  }

  async report(what: string, { orderId }: Placed): Promise<{ order: Order; undone: string[] }> {
    const order = await this.system.shop.ended(orderId);
    const undone = await this.system.shop.undone(orderId);
    const reason = order.reason === null ? '' : ` (${order.reason.code})`;
    process.stdout.write(`  ${what}: ${order.status}${reason}, undone: ${undone.join(', ') || 'nothing'}\n`);
    return { order, undone };
  }

  /** Waits until the saga has asked for a step. */
  async asked({ orderId }: Placed, step: string): Promise<void> {
    await until(async () =>
      (await this.system.shop.timeline(orderId)).some((item) => item.step === step && item.kind === 'asked'),
    );
  }

  /**
   * The next message of this type kills the service that takes it, at this point of its transaction;
   * then the service is started again.
   */
  async crash(service: ServiceName, point: 'before-commit' | 'after-commit', type: string): Promise<Placed> {
    await setFault(this.system.service(service).url, { point, action: 'crash', type });
    const placed = await this.place();
    await until(() => !this.system.service(service).running, {
      what: `${service} dying ${point} of ${type}`,
      timeout: 30_000,
    });
    await this.system.service(service).start();
    return placed;
  }

  /** A process that is there and says nothing. */
  async silence(service: ServiceName, meanwhile: () => Promise<unknown>): Promise<void> {
    const part = this.system.service(service);
    await part.kill('SIGSTOP');
    try {
      await meanwhile();
    } finally {
      await part.kill('SIGCONT');
    }
  }

  /**
   * An order that its customer cancels while this service is silent, and stays so until orders has
   * spent all asks of its step's undo.
   */
  async unanswered(
    service: ServiceName,
    step: string,
  ): Promise<{ stuck: Order; then: { order: Order; undone: string[] } }> {
    const { shop } = this.system;
    let placed!: Placed;
    let stuck!: Order;
    await this.silence(service, async () => {
      placed = await this.place();
      await this.asked(placed, step);
      await this.#waitWith(NO_PATIENCE);
      expect((await shop.cancel(placed.orderId)).status).toBe(202);
      stuck = await shop.ended(placed.orderId);
      await this.criesForHelp(placed);
      await this.report('undo unanswered', placed);
    });
    await until(async () => (await shop.order(placed.orderId)).status === 'cancelled', {
      what: 'the order moving on',
      timeout: 30_000,
    });
    const then = await this.report('answered after all', placed);
    await this.#waitWith(PATIENCE);
    return { stuck, then };
  }

  /** Waits until the log and the metrics of orders say that a person must look at this order's saga. */
  async criesForHelp({ sagaId }: Placed): Promise<void> {
    const { log, url } = this.system.service('orders');
    const inLog = () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .some((line) => line.includes(sagaId) && line.includes('a saga needs an operator'));
    await until(
      async () =>
        inLog() &&
        /^messaging_sagas\{.*status="needs-operator".*\} [1-9]/m.test(await (await fetch(`${url}/metrics`)).text()),
      { what: 'a cry for help' },
    );
  }

  /** Waiting times from now on; those of asks that are under way stay as they are. */
  async #waitWith(pace: string): Promise<void> {
    this.#env['SAGA_PACE'] = pace;
    await this.system.service('orders').stop();
    await this.system.service('orders').start();
  }
}
