// What spans are made with, without Nest: whoever makes spans of its own takes this entry.
export { asBaggage, inheriting, InheritProcessor, tellAbout } from './inherit.js';
export { propagator } from './propagator.js';
export { statementName } from './statement-name.js';
