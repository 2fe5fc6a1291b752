import { Wallet } from 'ethers';

import { DomainError } from '../../../backend/src/api/index.js';
import { ActGroup } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import type { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import { contractInterfaces } from '../../../backend/src/ledger/contracts.js';
import { SigningReader } from '../../../backend/src/ledger/signing.reader.js';
import type { SigningRequest } from '../../../backend/src/ledger/signing-request.type.js';
import { SigningDesk } from '../../../backend/src/ledger/signing.service.js';
import { PowersWorld } from '../powers/powers.world.js';
import type { PipelineWorld } from './pipeline.world.js';

const AMOUNT_MINOR = 1_000_000n;

interface TypedData {
  readonly domain: Record<string, unknown>;
  readonly types: Record<string, Array<{ name: string; type: string }>>;
  readonly message: Record<string, unknown>;
}

/** What a wallet shows of a request. */
export function typedData({ typedData: text }: SigningRequest): TypedData {
  return JSON.parse(text) as TypedData;
}

/** Signs as a wallet would: it knows the typed data and nothing else. */
export function sign(wallet: Wallet, request: SigningRequest): Promise<string> {
  const { domain, types, message } = typedData(request);
  const { ForwardRequest = [] } = types;
  return wallet.signTypedData(domain, { ForwardRequest }, message);
}

/** A supplier one of whose users has a key that the platform does not know. */
export class OwnKeysWorld {
  readonly reader: SigningReader;
  readonly desk: SigningDesk;
  readonly pipeline: PipelineWorld;
  readonly wallet = new Wallet(Wallet.createRandom().privateKey);
  /** Signs with {@link wallet}. */
  treasurer!: Viewer;

  private constructor(readonly powers: PowersWorld) {
    this.pipeline = powers.pipeline;
    const { configuration, database } = this.pipeline;
    this.reader = new SigningReader(configuration, database.dataSource);
    this.desk = new SigningDesk(database.dataSource, this.reader);
  }

  static async start(): Promise<OwnKeysWorld> {
    const world = new OwnKeysWorld(await PowersWorld.start());
    world.treasurer = await world.userWithOwnKey('Treasurer', world.wallet);
    return world;
  }

  /** A user of the supplier whose key is that of a wallet. */
  async userWithOwnKey(userName: string, wallet: Wallet): Promise<Viewer> {
    const { powers } = this;
    await powers.done(
      powers.supplier,
      await powers.signers.add(powers.supplier, {
        ...powers.key(),
        ...{ userName, signerId: wallet.address, amountMaxMinor: AMOUNT_MINOR },
        rights: [ActGroup.REGISTRATION, ActGroup.ADMINISTRATION],
      }),
    );
    return powers.user(powers.supplier, userName);
  }

  /** Id of a command of the treasurer that registers a receivable. */
  async register(number: string, who = this.treasurer): Promise<string> {
    const submitted = await this.pipeline.register(number, { who });
    if (submitted instanceof DomainError) throw new Error(submitted.code);
    return submitted.commandId;
  }

  async request(commandId: string): Promise<SigningRequest> {
    const request = (await this.reader.requestsOf([commandId])).get(commandId);
    if (request === undefined) throw new Error('nothing is to be signed');
    return request;
  }

  /** The requests of several commands, to be signed together. */
  async requests(commandIds: readonly string[]): Promise<SigningRequest[]> {
    const requests = await this.reader.list(this.treasurer, { commandIds });
    if (requests instanceof DomainError) throw new Error(requests.code);
    return requests;
  }

  submit(commandId: string, signature: string, who = this.treasurer) {
    return this.desk.submit(who, [{ commandId, signature }]);
  }

  /** Signs what is asked for, and submits it; the refusal, if there is one. */
  async signAndSubmit(commandId: string, wallet = this.wallet) {
    return this.submit(commandId, await sign(wallet, await this.request(commandId)));
  }

  async status(commandId: string): Promise<string> {
    const command = { commandId } as CommandEntity;
    const found = await this.pipeline.reader.findById(this.treasurer, command.commandId);
    return String(found?.status);
  }

  async receivables(number: string): Promise<number> {
    const rows = await this.pipeline.db.query('SELECT FROM receivable WHERE receivable_id = $1', [
      this.pipeline.receivableId(number),
    ]);
    return rows.length;
  }

  /** Somebody else than the platform executes what the wallet signed. */
  async executeElsewhere(request: SigningRequest): Promise<void> {
    const { message } = typedData(request);
    const { chain, configuration } = this.pipeline;
    const data = contractInterfaces.forwarder.encodeFunctionData('execute', [
      { ...message, signature: await sign(this.wallet, request) } as never,
    ]);
    const from = `0x${'e1'.repeat(20)}`;
    await chain.provider.send('anvil_impersonateAccount', [from]);
    const to = configuration.deployment.contracts.forwarder;
    const transaction = { from, to, data, gas: '0x4c4b40', gasPrice: '0x0' };
    await chain.provider.send('eth_sendTransaction', [transaction]);
  }

  /** Time passes on the chain. */
  async pass(seconds: number): Promise<void> {
    const { provider } = this.pipeline.chain;
    await provider.send('evm_increaseTime', [seconds]);
    await provider.send('evm_mine', []);
    await this.pipeline.indexAll();
  }
}
