import { type Interface, computeAddress } from 'ethers';

import type { DomainError } from '../../../backend/src/api/index.js';
import { ActGroup } from '../../../backend/src/common/index.js';
import { KeyVault, TokenService, type Viewer } from '../../../backend/src/identity/index.js';
import {
  type CommandEntity,
  CommandStatus,
  type ContractName,
  LedgerClock,
  contractInterfaces,
} from '../../../backend/src/ledger/index.js';
import { PartyReader } from '../../../backend/src/parties/party.reader.js';
import { SignerReader } from '../../../backend/src/parties/signer.reader.js';
import { SignerService } from '../../../backend/src/parties/signer.service.js';
import { ApprovalReader } from '../../../backend/src/powers/approval.reader.js';
import { ApprovalService } from '../../../backend/src/powers/approval.service.js';
import { ContractNames } from '../../../backend/src/powers/contract-names.js';
import { LotOrderReader } from '../../../backend/src/powers/lot-order.reader.js';
import { LotOrderService } from '../../../backend/src/powers/lot-order.service.js';
import { PowerReader } from '../../../backend/src/powers/power.reader.js';
import { PowerService } from '../../../backend/src/powers/power.service.js';
import type { Power } from '../../../backend/src/powers/power.type.js';
import { RecoveryService } from '../../../backend/src/powers/recovery.service.js';
import { TwoOperatorService } from '../../../backend/src/powers/two-operator.service.js';
import { PipelineWorld } from '../ledger/pipeline.world.js';

const DAY_SECONDS = 86_400;
export const PAGE = { size: 20, limit: 21, after: null };

/** Real contracts, a real database, and the services of parties' keys and operators' powers. */
export class PowersWorld {
  readonly keys: KeyVault;
  readonly tokens: TokenService;
  readonly signers: SignerService;
  readonly signerReader: SignerReader;
  readonly powers: PowerService;
  readonly powerReader: PowerReader;
  readonly orders: LotOrderService;
  readonly orderReader: LotOrderReader;
  readonly recovery: RecoveryService;
  readonly approvals: ApprovalService;
  readonly approvalReader: ApprovalReader;
  readonly contracts: ContractNames;
  private sequence = 0;

  private constructor(readonly pipeline: PipelineWorld) {
    const { configuration, outbox } = pipeline;
    const { dataSource } = pipeline.database;
    const clock = new LedgerClock(dataSource);
    this.keys = new KeyVault(configuration);
    this.tokens = new TokenService(dataSource);
    this.contracts = new ContractNames(configuration);
    this.signerReader = new SignerReader(dataSource);
    this.signers = new SignerService(
      ...([dataSource, outbox, this.keys, this.tokens, this.signerReader] as const),
    );
    this.powers = new PowerService(outbox);
    this.powerReader = new PowerReader(dataSource, clock, this.contracts);
    const operators = new TwoOperatorService(outbox, this.contracts);
    this.orders = new LotOrderService(operators);
    this.orderReader = new LotOrderReader(dataSource);
    this.recovery = new RecoveryService(
      ...([operators, new PartyReader(dataSource), this.signerReader, this.keys] as const),
    );
    this.approvalReader = new ApprovalReader(dataSource, clock, this.contracts);
    this.approvals = new ApprovalService(outbox, this.approvalReader);
  }

  static async start(): Promise<PowersWorld> {
    return new PowersWorld(await PipelineWorld.start());
  }

  get operator(): Viewer {
    return this.pipeline.operator;
  }

  get supplier(): Viewer {
    return this.pipeline.supplier;
  }

  get buyer(): Viewer {
    return this.pipeline.buyer;
  }

  /** Input that no request had before. */
  key() {
    return { idempotencyKey: `powers ${++this.sequence}` };
  }

  /** Lets the ledger take what was submitted, and gives the command with its outcome. */
  async outcome(who: Viewer, submitted: CommandEntity | DomainError) {
    await this.pipeline.settle();
    return this.pipeline.command(who, submitted);
  }

  /** As {@link outcome}, of what must succeed. */
  async done(who: Viewer, submitted: CommandEntity | DomainError) {
    const command = await this.outcome(who, submitted);
    if (command.status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(command));
    return command;
  }

  /** A user of a party, as a token would make it. */
  async user(of: Viewer, userName: string): Promise<Viewer> {
    const user = { party: of.party, name: userName };
    const userId = await this.tokens.findOrMakeUser(this.pipeline.db, user);
    return { ...of, userId, userName };
  }

  /** A user of a party with a key of its own; the address of the key with it. */
  async userWithKey(
    of: Viewer,
    userName: string,
    rights: readonly ActGroup[],
    amountMaxMinor = 0n,
  ): Promise<{ readonly user: Viewer; readonly signer: string }> {
    const input = { ...this.key(), userName, rights, amountMaxMinor };
    const { subjects } = await this.done(of, await this.signers.add(of, input));
    return { user: await this.user(of, userName), signer: subjects[0] as string };
  }

  /** A second operator's user, whose key has powers. */
  async secondOperator(userName: string, ...powers: Power[]) {
    const second = await this.userWithKey(this.operator, userName, [ActGroup.OPERATION]);
    for (const power of powers) {
      const input = { ...this.key(), signerId: second.signer, power };
      await this.done(this.operator, await this.powers.grant(this.operator, input));
    }
    return second;
  }

  /** A confirmed receivable; the id of its one lot. */
  async lot(number: string): Promise<string> {
    await this.pipeline.register(number);
    await this.pipeline.settle();
    await this.pipeline.confirm(number);
    await this.pipeline.settle();
    return this.pipeline.receivableId(number).replace(/0000$/, '0001');
  }

  /** Any call, for which the platform has no mutation. */
  async call(who: Viewer, contract: ContractName, name: string, values: readonly unknown[]) {
    const abi: Interface = contractInterfaces[contract];
    const callData = abi.encodeFunctionData(name, values);
    const { idempotencyKey: key } = this.key();
    const submitted = await this.pipeline.outbox.submit(
      who,
      { key, operation: 'test', body: callData },
      () => Promise.resolve({ kind: 'TEST', contract, callData, gas: 1_000_000, subjects: [] }),
    );
    return this.outcome(who, submitted);
  }

  /** Key that the operator signs with from the beginning. */
  get genesisSigner(): string {
    return computeAddress(this.pipeline.configuration.operatorKey).toLowerCase();
  }

  async pass(days: number): Promise<void> {
    await this.pipeline.chain.provider.send('evm_increaseTime', [days * DAY_SECONDS]);
    await this.pipeline.chain.provider.send('evm_mine', []);
    await this.pipeline.indexAll();
  }

  /** Fills the read models again from block 0. */
  async rebuild(): Promise<void> {
    await this.pipeline.db.query('DELETE FROM ledger_checkpoint');
    await this.pipeline.indexAll();
  }

  async differences() {
    return (await this.pipeline.verifier.verify()).differences;
  }
}
