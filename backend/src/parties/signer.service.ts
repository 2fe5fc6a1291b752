import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
  SignerMissingError,
} from '../api/index.js';
import { actGroupsToBits } from '../common/index.js';
import { KeyVault, TokenService, type Viewer, changesNothing } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  activeSigner,
  chooseSigner,
  contractInterfaces,
} from '../ledger/index.js';
import type {
  AddSignerInput,
  ChangeSignerInput,
  RevokeSignerInput,
  RotateSignerInput,
} from './signer.input.js';
import { SignerReader } from './signer.reader.js';
import { checkOwn, checkRights, checkWhose } from './signer.rules.js';

/** The dearest, rotation, writes two slots. */
const GAS = 200_000;

type Submitted = Promise<CommandEntity | DomainError>;

/** The user who is to have a key; null for one that the platform makes. */
interface UserKey {
  readonly userName: string;
  readonly signerId: string | null;
  readonly commandId: string;
}

/** A party's own keys: who acts for it, in what, and up to which amount. The contract decides; this answers early. */
@Injectable()
export class SignerService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: CommandOutbox,
    private readonly keys: KeyVault,
    private readonly tokens: TokenService,
    private readonly signers: SignerReader,
  ) {}

  /** Makes a key of the viewer's party that signs nothing until a command tells the ledger of it. */
  async prepare(viewer: Viewer): Promise<string | DomainError> {
    return changesNothing(viewer)
      ? new NotPermittedError('An auditor reads everything and changes nothing.')
      : this.keys.create(this.dataSource.manager, viewer.party, { isPrepared: true });
  }

  async add(viewer: Viewer, { idempotencyKey: key, ...input }: AddSignerInput): Submitted {
    const { userName = null, signerId = null, rights, amountMaxMinor } = input;
    const wrong = checkWhose(userName, signerId) ?? checkRights(rights);
    if (wrong !== null) {
      return wrong;
    }
    const body = { userName, signerId, rights, amountMaxMinor };
    return this.outbox.submit(viewer, { key, operation: 'addSigner', body }, async (db, id) => {
      const signer =
        userName === null
          ? String(signerId).toLowerCase()
          : await this.keyForUser(db, viewer, {
              userName: userName.trim(),
              signerId,
              commandId: id,
            });
      return typeof signer === 'string'
        ? toAct('addSigner', signer, [actGroupsToBits(rights), amountMaxMinor])
        : signer;
    });
  }

  async change(viewer: Viewer, { idempotencyKey: key, ...input }: ChangeSignerInput): Submitted {
    const { signerId, rights, amountMaxMinor } = input;
    const wrong = checkRights(rights);
    if (wrong !== null) {
      return wrong;
    }
    const body = { signerId, rights, amountMaxMinor };
    return this.outbox.submit(viewer, { key, operation: 'changeSigner', body }, (db) =>
      this.aboutOwn(db, viewer, signerId, (signer) =>
        toAct('changeSigner', signer, [actGroupsToBits(rights), amountMaxMinor]),
      ),
    );
  }

  async revoke(viewer: Viewer, { idempotencyKey: key, signerId }: RevokeSignerInput): Submitted {
    const idempotency = { key, operation: 'revokeSigner', body: { signerId } };
    return this.outbox.submit(viewer, idempotency, (db) =>
      this.aboutOwn(db, viewer, signerId, (signer) => toAct('revokeSigner', signer, [])),
    );
  }

  /** Replaces the key that the viewer signs with, for all who sign with it. */
  async rotate(viewer: Viewer, { idempotencyKey: key, ...input }: RotateSignerInput): Submitted {
    const newSignerId = input.newSignerId?.toLowerCase() ?? null;
    const isOwnKey = input.isOwnKey === true;
    const wrong = checkOwn(isOwnKey, input.newSignerId ?? null);
    if (wrong !== null) {
      return wrong;
    }
    const body = isOwnKey ? { newSignerId, isOwnKey } : { newSignerId };
    const idempotency = { key, operation: 'rotateSigner', body };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      const chosen = await chooseSigner(db, viewer);
      if (chosen === null) {
        return new SignerMissingError();
      }
      if (!chosen.isKept && newSignerId === null) {
        return new InputInvalidError('newSignerId', 'Name the key that replaces your own.');
      }
      const current = chosen.signer;
      const userId = await userOf(db, current);
      const { party } = viewer;
      const next = newSignerId ?? (await this.keys.create(db, party, { isPrepared: true }));
      // What the new key lacks would be lost: powers belong to a key and do not move with it.
      if (await holdsMorePowers(db, current, next)) {
        return new NotPermittedError(
          'This key holds powers that do not count for the new one yet; prepare a key and grant them first.',
        );
      }
      const beginning = { signer: next, commandId, userId };
      const begun = isOwnKey
        ? await this.keys.adopt(db, party, beginning)
        : await this.keys.begin(db, party, beginning);
      return begun ? toAct('rotateSigner', next, []) : new NotFoundError(next);
    });
  }

  /** A key for a user who has none, or none that is of use any more: a new one, or the party's own. */
  private async keyForUser(
    db: EntityManager,
    { party }: Viewer,
    { userName, signerId, commandId }: UserKey,
  ): Promise<string | InputInvalidError> {
    const userId = await this.tokens.findOrMakeUser(db, { party, name: userName });
    const existing = await activeSigner(db, { party, userId });
    if (existing !== null && (await userOf(db, existing)) === userId) {
      return new InputInvalidError('userName', `${userName} signs with ${existing} already.`);
    }
    if (signerId === null) {
      return this.keys.create(db, party, { userId, beginsWith: commandId });
    }
    const signer = signerId.toLowerCase();
    const isNew = await this.keys.adopt(db, party, { signer, commandId, userId });
    return isNew
      ? signer
      : new InputInvalidError('signerId', 'The ledger or this platform has that key already.');
  }

  private async aboutOwn(
    db: EntityManager,
    { party }: Viewer,
    signerId: string,
    act: (signer: string) => Act,
  ): Promise<Act | NotFoundError> {
    const signer = signerId.toLowerCase();
    const known = PARTY_ID.test(signer) && (await this.signers.ofParty(db, party, [signer]));
    return known !== false && known.has(signer) ? act(signer) : new NotFoundError(signerId);
  }
}

/** The one user of a key; null for a key of all. */
async function userOf(db: EntityManager, signer: string): Promise<string | null> {
  const rows: Array<{ user_id: string | null }> = await db.query(
    'SELECT user_id FROM signer_key WHERE signer = $1',
    [signer],
  );
  return rows[0]?.user_id ?? null;
}

/** Whether the current key has a power that does not count for the next one yet. */
async function holdsMorePowers(db: EntityManager, current: string, next: string): Promise<boolean> {
  const rows: unknown[] = await db.query(
    `SELECT FROM power_holder h WHERE h.signer = $1 AND h.revoked_at IS NULL AND NOT EXISTS (
       SELECT FROM power_holder n
       WHERE n.role_id = h.role_id AND n.signer = $2 AND n.revoked_at IS NULL
         AND n.since <= (SELECT block_time FROM ledger_checkpoint))`,
    [current, next],
  );
  return rows.length > 0;
}

function toAct(
  call: 'addSigner' | 'changeSigner' | 'revokeSigner' | 'rotateSigner',
  signer: string,
  values: readonly unknown[],
): Act {
  const { parties } = contractInterfaces;
  const fragment = parties.getFunction(call);
  return {
    kind: call.replace('Signer', '_signer').toUpperCase(),
    contract: 'parties',
    callData: parties.encodeFunctionData(fragment as never, [signer, ...values] as never),
    gas: GAS,
    subjects: [signer],
  };
}
