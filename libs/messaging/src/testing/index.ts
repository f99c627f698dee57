export { contextOf } from './context-of.js';
export { conversation, type Conversation, type Heard } from './conversation.js';
export { answeredByHand, asked, askedAgain, cancelled, deadline, operator, type Said } from './conversation-said.js';
export { throwawayDatabase } from './throwaway-database.js';
export { throwawayService, type ThrowawayService } from './throwaway-service.js';
export { until, type UntilOptions } from './until.js';
export { advance } from '../saga/engine/advance.js';
export { fresh, type Instance } from '../saga/engine/instance.js';
export type { Incoming } from '../saga/engine/incoming.js';
