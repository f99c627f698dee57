import { isIP, connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  Kafka,
  logLevel,
  type Consumer,
  type ConsumerConfig,
  type ISocketFactory,
  type KafkaConfig,
  type RetryOptions,
} from 'kafkajs';
import { silent, type Logger } from '../runtime/logger.js';
import { useCodec } from './codec/use-codec.js';
import { closeHalfOpen } from './half-open.js';
import { beatAfterSetback } from './heartbeats.js';
import { stopIdleTimer } from './idle-timer.js';
import { tellSkipped } from './skipped.js';
import type { KafkaOptions } from './settings.js';

process.env['KAFKAJS_NO_PARTITIONER_WARNING'] ??= '1';

/**
 * A kafkajs client that gives up after `retries`: what becomes of a failure is decided by who uses it.
 * `onDisconnect`: a connection has ended.
 */
export const kafkaClient = (
  options: KafkaOptions,
  retry: RetryOptions,
  onDisconnect: () => void = () => undefined,
): Kafka => clientOver(socketFactory(onDisconnect), options, retry);

/** Makes kafkajs consumers that can be ended whatever they are doing. */
export interface Consumers {
  consumer(config: ConsumerConfig): Consumer;
  /** Closes the consumer's connections for good: from then on it can neither fetch nor keep its place in the group. */
  cut(consumer: Consumer): void;
}

/** Each consumer has a client of its own, so that its connections are known. */
export function kafkaConsumers(options: KafkaOptions, retry: RetryOptions, onDisconnect: () => void): Consumers {
  const cuts = new WeakMap<Consumer, () => void>();
  return {
    consumer: (config) => {
      const { factory, cut } = cuttable(socketFactory(onDisconnect));
      const consumer = clientOver(factory, options, retry).consumer(config);
      cuts.set(consumer, cut);
      return consumer;
    },
    cut: (consumer) => cuts.get(consumer)?.(),
  };
}

function clientOver(sockets: ISocketFactory, options: KafkaOptions, retry: RetryOptions): Kafka {
  stopIdleTimer();
  beatAfterSetback();
  closeHalfOpen();
  tellSkipped();
  useCodec();
  const { ssl, sasl } = options;
  return new Kafka({
    clientId: options.clientId ?? 'messaging',
    brokers: options.brokers.split(',').map((broker) => broker.trim()),
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    socketFactory: sockets,
    connectionTimeout: 3_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, ...retry },
    // Its errors come to us as errors; as log lines they are noise in each outage.
    logLevel: logLevel.WARN,
    logCreator: toDebug(options.logger ?? silent),
  });
}

/**
 * As kafkajs's own, but without Nagle's algorithm: a request that follows another at once must
 * not wait for an acknowledgement.
 */
const socketFactory =
  (onDisconnect: () => void): ISocketFactory =>
  ({ host, port, ssl, onConnect }) => {
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...(ssl as object) }, onConnect)
      : connectTcp({ host, port }, onConnect);
    return socket.setKeepAlive(true, 60_000).setNoDelay(true).once('close', onDisconnect);
  };

function cuttable(create: ISocketFactory): { readonly factory: ISocketFactory; cut(): void } {
  const open = new Set<Socket>();
  let isCut = false;
  const factory: ISocketFactory = (options) => {
    const socket = create(options);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // kafkajs may try to connect for a while yet.
    if (isCut) socket.destroy();
    return socket;
  };
  const cut = (): void => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  return { factory, cut };
}

const toDebug =
  (logger: Logger): NonNullable<KafkaConfig['logCreator']> =>
  () =>
  ({ namespace, log }) => {
    const { message, error } = log;
    logger.debug({ kafkajs: namespace, ...(error === undefined ? {} : { reason: String(error) }) }, message);
  };
