import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  BATCH_MAX,
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import { isUuid } from '../common/index.js';
import { type Viewer, changesNothing } from '../identity/index.js';
import { SIGNAL_QUEUED, notify } from './ledger-signals.js';
import { storedCommands } from './ledger-telemetry.js';
import { canonicalSignature, isSignatureText, signerOf } from './signature.js';
import { SigningReader, isAwaiting } from './signing.reader.js';
import {
  type SigningRow,
  findSigning,
  freeNonces,
  keyState,
  lockSigners,
  queueSigned,
} from './signing.repository.js';
import {
  CommandNotAwaitingSignatureError,
  SignatureExpiredError,
  SignatureWrongError,
  SignerNotActiveError,
  SigningRequestOutdatedError,
} from './signing.errors.js';
import type { SignatureInput } from './signing.type.js';

/** Nonces before and after the next one under which a signature is looked for, to tell an old request from a wrong key. */
const OTHER_NONCES = 16;

/** A signature that fits its command. */
interface Accepted {
  readonly row: SigningRow;
  readonly signature: string;
  readonly nonce: number;
}

/**
 * Takes signatures of parties' own keys and queues what they signed.
 *
 * A signature counts for the nonce that is next when it comes, so that whoever does not sign holds up nobody, and a
 * command is queued once at the most: its row and the numbering of its key are locked.
 */
@Injectable()
export class SigningDesk {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: SigningReader,
  ) {}

  /** Takes all signatures or, with the first refusal, none; one that was taken before changes nothing. */
  async submit(viewer: Viewer, signatures: readonly SignatureInput[]): Promise<DomainError | null> {
    if (changesNothing(viewer)) {
      return new NotPermittedError('An auditor reads everything and changes nothing.');
    }
    const malformed = checkForm(signatures);
    if (malformed !== null) {
      return malformed;
    }
    const startedAt = Date.now();
    const answer = await this.dataSource.transaction(async (db) => {
      const accepted = await this.examine(db, viewer, signatures);
      if (!(accepted instanceof DomainError) && accepted.length > 0) {
        for (const { row, signature, nonce } of accepted) {
          await queueSigned(db, { commandId: row.commandId, signature, nonce });
        }
        await notify(db, SIGNAL_QUEUED);
      }
      return accepted;
    });
    if (answer instanceof DomainError) {
      return answer;
    }
    answer.forEach(({ row }) => storedCommands.tell({ ...row, awaitsSignature: false, startedAt }));
    return null;
  }

  private async examine(
    db: EntityManager,
    { party }: Viewer,
    signatures: readonly SignatureInput[],
  ): Promise<Accepted[] | DomainError> {
    const commandIds = signatures.map(({ commandId }) => commandId.toLowerCase());
    const seen = await findSigning(db, { party, commandIds });
    await lockSigners(
      db,
      seen.map(({ signer }) => signer),
    );
    const locked = await findSigning(db, { party, commandIds, lock: true });
    const rows = new Map(locked.map((row) => [row.commandId, row]));
    const nonces = new Map<string, number[]>();
    const accepted: Accepted[] = [];
    for (const { commandId, signature } of signatures) {
      const row = rows.get(commandId.toLowerCase());
      if (row === undefined) {
        return new NotFoundError(commandId);
      }
      if (row.signature !== null && row.signature === canonicalSignature(signature)) {
        continue;
      }
      const refusal = await refuseState(db, row);
      if (refusal !== null) {
        return refusal;
      }
      const free = nonces.get(row.signer) ?? (await freeNonces(db, row.signer, signatures.length));
      nonces.set(row.signer, free);
      const verified = this.verify(row, signature, free.shift() ?? 0);
      if (verified instanceof DomainError) {
        return verified;
      }
      accepted.push(verified);
    }
    return accepted;
  }

  private verify(row: SigningRow, text: string, nonce: number): Accepted | DomainError {
    const signature = canonicalSignature(text);
    const request = (): ReturnType<SigningReader['toRequest']> => this.reader.toRequest(row, nonce);
    if (signature === null) {
      const sentence =
        'No signature that the forwarder takes: s is in the upper half, or v is neither 27 nor 28.';
      return new SignatureWrongError(request(), null, sentence);
    }
    const recovered = signerOf(this.reader.digestOf(row, nonce), signature);
    if (recovered === row.signer) {
      return { row, signature, nonce };
    }
    if (this.isForOtherNonce(row, signature, nonce)) {
      return new SigningRequestOutdatedError(request());
    }
    const sentence = `The signature is not of ${row.signer} over this request.`;
    return new SignatureWrongError(request(), recovered, sentence);
  }

  private isForOtherNonce(row: SigningRow, signature: string, nonce: number): boolean {
    for (let distance = 1; distance <= OTHER_NONCES; distance++) {
      const others = [nonce - distance, nonce + distance].filter((other) => other >= 0);
      if (
        others.some((other) => signerOf(this.reader.digestOf(row, other), signature) === row.signer)
      ) {
        return true;
      }
    }
    return false;
  }
}

function checkForm(signatures: readonly SignatureInput[]): InputInvalidError | null {
  if (signatures.length === 0 || signatures.length > BATCH_MAX) {
    return new InputInvalidError('signatures', `1 to ${BATCH_MAX} signatures are taken at a time.`);
  }
  const seen = new Set<string>();
  for (const [index, { commandId, signature }] of signatures.entries()) {
    const at = `signatures[${index}]`;
    if (!isUuid(commandId) || seen.has(commandId.toLowerCase())) {
      return new InputInvalidError(`${at}.commandId`, 'This is no id, or it is there twice.');
    }
    seen.add(commandId.toLowerCase());
    if (!isSignatureText(signature)) {
      return new InputInvalidError(`${at}.signature`, 'A signature is 65 bytes in hex with 0x.');
    }
  }
  return null;
}

async function refuseState(db: EntityManager, row: SigningRow): Promise<DomainError | null> {
  if (row.awaitsSignature && row.isExpired) {
    return new SignatureExpiredError(row.commandId, row.signBy);
  }
  if (!isAwaiting(row)) {
    return new CommandNotAwaitingSignatureError(row.commandId);
  }
  const { isActive, revokedAt } = await keyState(db, row.signer);
  return isActive
    ? null
    : new SignerNotActiveError({ commandId: row.commandId, signerId: row.signer, revokedAt });
}
