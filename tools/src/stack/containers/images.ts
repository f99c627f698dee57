import { GenericContainer, Wait } from 'testcontainers';

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
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '1',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_BROKER_SESSION_TIMEOUT_MS: '3000',
      KAFKA_BROKER_HEARTBEAT_INTERVAL_MS: '1000',
      KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    })
    .withWaitStrategy(Wait.forListeningPorts());
}

export function postgresContainer(port: number): GenericContainer {
  return new GenericContainer('postgres:18')
    .withExposedPorts({ container: 5432, host: port })
    .withEnvironment({ POSTGRES_USER: account.user, POSTGRES_PASSWORD: account.password, POSTGRES_DB: 'postgres' })
    .withCommand(['postgres', '-c', 'max_connections=250', '-c', 'jit=off', '-c', 'timezone=UTC'])
    .withWaitStrategy(Wait.forListeningPorts());
}

export function zipkinContainer(port: number): GenericContainer {
  return new GenericContainer('openzipkin/zipkin-slim:3.6.1')
    .withExposedPorts({ container: 9411, host: port })
    .withEnvironment({ STORAGE_TYPE: 'mem' })
    .withWaitStrategy(Wait.forHttp('/health', 9411));
}
