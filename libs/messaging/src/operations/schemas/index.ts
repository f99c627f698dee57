// What /ops answers: the services are typed by it, OpenAPI is made of it, and the command line reads by it.
export { listSchema, type Served } from './common.js';
export { CallItem, callStates } from './calls.js';
export { ConsumerStatus } from './consumers.js';
export {
  ApprovedEdit,
  DeadLetterDetail,
  DeadLetterGroup,
  DeadLetterSummary,
  DiscardedGroup,
  KeptEdit,
  LetterEdit,
  RebuiltIndex,
  RedrivenLetter,
  SettledLetter,
  WholeGroup,
} from './dead-letters.js';
export { FaultItem, FaultList } from './faults.js';
export { InboxItem } from './inbox.js';
export { BegunRepublish, OutboxItem, OutboxStatus, PastRepublish } from './outbox.js';
export { PartySummary } from './parties.js';
export { GivenUpHead, ParkedSequence, parkedStates } from './parked.js';
export { BegunRedrive, RedriveItem, RedriveOperation, RehearsedRedrive } from './redrives.js';
export { SagaItem, WholeSaga } from './sagas.js';
export { WaitItem } from './waits.js';
