import type { EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import type { BackendConfig } from '../config/index.js';
import type { KeyVault } from '../identity/index.js';
import type { ContractName } from './contracts.js';
import {
  type ForwardRequest,
  type SignedRequest,
  forwarderDomainSeparator,
  signRequest,
} from './forward-request.js';
import { type QueuedCommand, nextForwarderNonces } from './relay.repository.js';
import { nextNoncesToSend } from './signing.repository.js';

/** What a request is made of; the rest is the same for all or changes with each signature. */
export interface RequestedCall {
  readonly signer: string;
  readonly contract: string;
  readonly callData: Buffer;
  readonly gas: number;
}

/** The request to the forwarder that carries a call. */
export function forwardRequestOf(
  contracts: BackendConfig['deployment']['contracts'],
  call: RequestedCall,
  { nonce, deadline }: { readonly nonce: number; readonly deadline: bigint },
): ForwardRequest {
  return {
    from: call.signer,
    to: contracts[call.contract as ContractName],
    value: 0n,
    gas: BigInt(call.gas),
    nonce: BigInt(nonce),
    deadline,
    data: `0x${call.callData.toString('hex')}`,
  };
}

/** Unix seconds of a stored deadline. */
export function deadlineSeconds(deadline: Date): bigint {
  return BigInt(Math.floor(deadline.getTime() / 1_000));
}

/** Signs for parties whose keys the platform keeps, and passes on what the own keys of others signed. */
export class RequestSigner {
  constructor(
    private readonly config: Pick<BackendConfig, 'deployment'>,
    private readonly vault: KeyVault,
  ) {}

  /**
   * Those of the commands, in their order, that can be sent now.
   *
   * A kept key that does not open holds up its party alone, whose commands keep their order. What an own key signed is
   * sent after everything that it signed before: the forwarder would pass over it otherwise.
   */
  async signable(db: EntityManager, commands: readonly QueuedCommand[]): Promise<QueuedCommand[]> {
    const keys = await this.vault.open(db, signersOf(commands, isKept));
    const { next, time } = await nextNoncesToSend(db, signersOf(commands, isOwn));
    const held = new Set<string>();
    return commands.filter((command) => {
      if (isOwn(command)) {
        const isNext =
          command.forwarderNonce === next.get(command.signer) &&
          (command.requestDeadline ?? time) >= time;
        next.set(command.signer, (next.get(command.signer) ?? 0) + (isNext ? 1 : 0));
        return isNext;
      }
      if (!keys.has(command.signer)) {
        held.add(command.party);
      }
      return !held.has(command.party);
    });
  }

  /**
   * Signs commands that are {@link signable}, and notes their nonces.
   *
   * @param deadline unix seconds until when the forwarder takes what is signed here
   */
  async sign(
    db: EntityManager,
    commands: readonly QueuedCommand[],
    deadline: bigint,
  ): Promise<SignedRequest[]> {
    const { chainId, contracts } = this.config.deployment;
    const signers = signersOf(commands, isKept);
    const keys = await this.vault.open(db, signers);
    const nonces = await nextForwarderNonces(db, signers);
    const domain = forwarderDomainSeparator(chainId, contracts.forwarder);
    return commands.map((command) => {
      const { signature, requestDeadline, signer } = command;
      if (signature !== null && requestDeadline !== null) {
        const signed = {
          nonce: command.forwarderNonce,
          deadline: deadlineSeconds(requestDeadline),
        };
        return { request: forwardRequestOf(contracts, command, signed), signature };
      }
      const nonce = nonces.get(signer) ?? 0;
      nonces.set(signer, nonce + 1);
      command.forwarderNonce = nonce;
      const request = forwardRequestOf(contracts, command, { nonce, deadline });
      return signRequest(domain, request, present(keys.get(signer), 'signer key'));
    });
  }
}

function isOwn({ signature }: QueuedCommand): boolean {
  return signature !== null;
}

function isKept(command: QueuedCommand): boolean {
  return !isOwn(command);
}

function signersOf(
  commands: readonly QueuedCommand[],
  which: (command: QueuedCommand) => boolean,
): string[] {
  return [...new Set(commands.filter(which).map(({ signer }) => signer))];
}
