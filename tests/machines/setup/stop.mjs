export default async function stop() {
  const stack = globalThis.sagaworksStack;
  globalThis.sagaworksStack = undefined;
  await stack?.stop();
}
