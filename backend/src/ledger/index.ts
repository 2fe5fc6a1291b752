export { copyInto } from './bulk-write.js';
export {
  CommandInput,
  INCLUSION_TIMEOUT_MS,
  type CommandAnswer,
  answerAct,
  answerCommand,
  commandRefusals,
  commandResultOf,
} from './command-answer.js';
export { COMMAND_STANDS, FAILED_COMMANDS, JOIN_OUTCOME } from './command-effect.js';
export { type Act, CommandOutbox, type Idempotency, hashBody } from './command-outbox.service.js';
export { CommandEntity } from './command.entity.js';
export { NO_EVIDENCE, checkEvidence, sealEvidence } from './evidence.js';
export { checkIdempotencyKey } from './idempotency-key.js';
export { ledgerEntities } from './ledger-entities.js';
export { CommandReader } from './command.reader.js';
export { CommandTrail } from './command-trail.js';
export { CommandStatus, CommandType } from './command.type.js';
export { type CommandBacklog, readBacklog } from './command-backlog.js';
export { CONTRACT_NAMES, type ContractName, contractInterfaces, refusalName } from './contracts.js';
export { LedgerClock, type LedgerMoment, WorkDay } from './ledger-clock.js';
export { type Lag, LedgerLag } from './ledger-lag.js';
export { LedgerReadiness } from './ledger-readiness.js';
export { type EndpointHealth, EndpointState } from './ledger-endpoint.js';
export { LedgerRpc } from './ledger-rpc.js';
export {
  type CommandTrace,
  type IndexedEvents,
  type PackedTransaction,
  type RpcCall,
  type SentTransaction,
  type SettledCommand,
  type StoredCommand,
  Telemetry,
  indexedEvents,
  packedTransactions,
  rpcCalls,
  sentTransactions,
  settledCommands,
  storedCommands,
} from './ledger-telemetry.js';
export { LedgerModule } from './ledger.module.js';
export { LeasedWorker } from './leased-worker.js';
export {
  LedgerSignals,
  SIGNAL_ANNOUNCED,
  SIGNAL_ASSESSMENT,
  SIGNAL_CANCELLED,
  SIGNAL_INDEXED,
  SIGNAL_QUEUED,
  notify,
} from './ledger-signals.js';
export { NetworkKey } from './network-key.js';
export { OffLedgerActs, type OffLedgerAct } from './off-ledger-acts.service.js';
export { type Listed, OffLedgerRecords } from './off-ledger-records.js';
export { offLedgerResultOf } from './off-ledger-result.js';
export type { ReadModel } from './read-model.js';
export { READ_MODELS } from './read-model.js';
export { canonicalSignature, isSignatureText, signerOf } from './signature.js';
export { activeSigner, chooseSigner } from './signer-choice.js';
export { type VerifiedState, readVerifiedState } from './verification.repository.js';
