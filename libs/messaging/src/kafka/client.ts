import { isIP, connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Kafka, logLevel, type ISocketFactory, type KafkaConfig, type RetryOptions } from 'kafkajs';
import { silent, type Logger } from '../runtime/logger.js';
import { useCodec } from './codec/use-codec.js';
import { closeHalfOpen } from './half-open.js';
import { beatAfterSetback } from './heartbeats.js';
import { stopIdleTimer } from './idle-timer.js';
import type { KafkaOptions } from './settings.js';

process.env['KAFKAJS_NO_PARTITIONER_WARNING'] ??= '1';

/** A kafkajs client that gives up after `retries`: what becomes of a failure is decided by who uses it. `onDisconnect`: a connection has ended. */
export function kafkaClient(
  options: KafkaOptions,
  retry: RetryOptions,
  onDisconnect: () => void = () => undefined,
): Kafka {
  stopIdleTimer();
  beatAfterSetback();
  closeHalfOpen();
  useCodec();
  const { ssl, sasl } = options;
  return new Kafka({
    clientId: options.clientId ?? 'messaging',
    brokers: options.brokers.split(',').map((broker) => broker.trim()),
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    socketFactory: socketFactory(onDisconnect),
    connectionTimeout: 3_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, ...retry },
    // Its errors come to us as errors; as log lines they are noise in each outage.
    logLevel: logLevel.WARN,
    logCreator: toDebug(options.logger ?? silent),
  });
}

/** As kafkajs's own, but without Nagle's algorithm: a request that follows another at once must not wait for an acknowledgement. */
const socketFactory =
  (onDisconnect: () => void): ISocketFactory =>
  ({ host, port, ssl, onConnect }) => {
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...(ssl as object) }, onConnect)
      : connectTcp({ host, port }, onConnect);
    return socket.setKeepAlive(true, 60_000).setNoDelay(true).once('close', onDisconnect);
  };

const toDebug =
  (logger: Logger): NonNullable<KafkaConfig['logCreator']> =>
  () =>
  ({ namespace, log }) => {
    const { message, error } = log;
    logger.debug({ kafkajs: namespace, ...(error === undefined ? {} : { reason: String(error) }) }, message);
  };
