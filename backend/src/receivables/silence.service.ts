import { Injectable } from '@nestjs/common';

import {
  type DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
  checkIds,
} from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { PartyReader } from '../parties/index.js';
import { GAS_BASE, GAS_OF_ACT, GAS_PER_CONFIRMATION } from './ledger-encoding.js';
import { ReceivableReader } from './receivable.reader.js';
import { scopeToBits } from './receivable.rows.js';
import type { AgreeSilenceInput, ConfirmBySilenceInput } from './silence.input.js';

/** As the contract bounds it. */
const SILENCE_DAYS_MAX = 365;

type Submitted = Promise<CommandEntity | DomainError>;

/** Buyers agree that their silence confirms, and suppliers make use of it. */
@Injectable()
export class SilenceService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly parties: PartyReader,
    private readonly receivables: ReceivableReader,
  ) {}

  async agree(viewer: Viewer, input: AgreeSilenceInput): Submitted {
    const { idempotencyKey: key, silenceDays, scope } = input;
    const supplierId = input.supplierId.toLowerCase();
    const refusal = checkAgreement(viewer, supplierId, silenceDays);
    if (refusal !== null) {
      return refusal;
    }
    const body = { supplierId, silenceDays, scope };
    const idempotency = { key, operation: 'agreeSilence', body };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const [supplier] = await this.parties.findByIds([supplierId], db);
      if (supplier === undefined) {
        return new NotFoundError(supplierId);
      }
      const values: [string, number, number] = [supplierId, silenceDays, scopeToBits(scope)];
      return {
        kind: 'AGREE_SILENCE',
        contract: 'receivables',
        callData: contractInterfaces.receivables.encodeFunctionData('agreeSilence', values),
        gas: GAS_OF_ACT,
        subjects: [supplierId],
      };
    });
  }

  async confirm(viewer: Viewer, input: ConfirmBySilenceInput): Submitted {
    const { idempotencyKey: key } = input;
    const receivableIds = input.receivableIds.map((id) => id.toLowerCase());
    const invalid = checkIds('receivableIds', receivableIds, { pattern: HASH });
    if (invalid !== null) {
      return invalid;
    }
    const idempotency = { key, operation: 'confirmBySilence', body: { receivableIds } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const visible = await this.receivables.findVisible(viewer, receivableIds, db);
      const supplierOf = new Map(visible.map((one) => [one.receivableId, one.supplier]));
      const missing = receivableIds.find((id) => !supplierOf.has(id));
      if (missing !== undefined) {
        return new NotFoundError(missing);
      }
      const foreign = receivableIds.find((id) => supplierOf.get(id) !== viewer.party);
      if (foreign !== undefined) {
        return new NotPermittedError(`Only the supplier of ${foreign} may do this.`);
      }
      const { receivables } = contractInterfaces;
      return {
        kind: 'CONFIRM_BY_SILENCE',
        contract: 'receivables',
        callData: receivables.encodeFunctionData('confirmBySilence', [receivableIds]),
        gas: GAS_BASE + GAS_PER_CONFIRMATION * receivableIds.length,
        subjects: receivableIds,
      };
    });
  }
}

function checkAgreement(
  viewer: Viewer,
  supplierId: string,
  silenceDays: number,
): DomainError | null {
  if (!viewer.roles.includes(PartyRole.BUYER)) {
    return new NotPermittedError('Only a buyer agrees that its silence confirms.');
  }
  if (!PARTY_ID.test(supplierId)) {
    return new InputInvalidError('supplierId', 'This is no id of a party.');
  }
  return silenceDays < 0 || silenceDays > SILENCE_DAYS_MAX
    ? new InputInvalidError('silenceDays', `A silence lasts at most ${SILENCE_DAYS_MAX} days.`)
    : null;
}
