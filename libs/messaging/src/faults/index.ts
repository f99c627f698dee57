export { limits, RuleSet, type Limits, type Rule } from './rule-set.js';
