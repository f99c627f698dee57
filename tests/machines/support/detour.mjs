// Preloaded into a service: its connections to one port of this machine lead to another, as DETOUR says (`from:to`).
// Kafka tells its clients where it is, so that no address of ours could lead them by another way.
import { Socket } from 'node:net';

const [from, to] = process.env.DETOUR.split(':').map(Number);
const { connect } = Socket.prototype;

/** Of a number and a host, of options, or of what `net.connect` has made of them: a list with options in it. */
const detoured = (first) => {
  if (Array.isArray(first)) return Object.assign([...first], { 0: detoured(first[0]) }, symbolsOf(first));
  if (typeof first === 'object' && first !== null) return { ...first, port: detoured(first.port) };
  return Number(first) === from ? to : first;
};
const symbolsOf = (list) =>
  Object.fromEntries(Object.getOwnPropertySymbols(list).map((symbol) => [symbol, list[symbol]]));

Socket.prototype.connect = function (first, ...rest) {
  return connect.call(this, detoured(first), ...rest);
};
