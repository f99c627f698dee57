// The health check of a service's container, whose base has no curl: exit code 0 when the
// service says that it is ready.
const url = `http://127.0.0.1:${process.env.PORT}/health/ready`;
const isReady = await fetch(url, { signal: AbortSignal.timeout(2500) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
