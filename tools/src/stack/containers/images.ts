import { GenericContainer, Wait } from 'testcontainers';
import { brokerSettings } from '../broker-settings.js';
import { serverSettings } from '../server-settings.js';

export const account = { user: 'sagaworks', password: 'sagaworks' };

/** GenericContainer, because the Kafka module of Testcontainers is made for another image. */
export function kafkaContainer(port: number): GenericContainer {
  return new GenericContainer('apache/kafka:4.3.1')
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      // What clients are told: the port on their side.
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      ...Object.fromEntries(
        Object.entries(brokerSettings).map(([name, value]) => [
          `KAFKA_${name.replaceAll('.', '_').toUpperCase()}`,
          String(value),
        ]),
      ),
    })
    .withWaitStrategy(Wait.forListeningPorts());
}

export function postgresContainer(port: number): GenericContainer {
  return new GenericContainer('postgres:18')
    .withExposedPorts({ container: 5432, host: port })
    .withEnvironment({ POSTGRES_USER: account.user, POSTGRES_PASSWORD: account.password, POSTGRES_DB: 'postgres' })
    .withCommand(['postgres', ...Object.entries(serverSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .withWaitStrategy(Wait.forListeningPorts());
}

export function zipkinContainer(port: number): GenericContainer {
  return new GenericContainer('openzipkin/zipkin-slim:3.6.1')
    .withExposedPorts({ container: 9411, host: port })
    .withEnvironment({ STORAGE_TYPE: 'mem' })
    .withWaitStrategy(Wait.forHttp('/health', 9411));
}
