import type { ContractName } from '../../backend/src/ledger/contracts.js';
import type { Request } from './request.js';

const DAY_MS = 86_400_000;
const DUE_DAYS = 60;

export interface Claim {
  readonly number: string;
  readonly faceMinor: bigint;
}

/** A claim that is on the ledger. */
export interface Registered extends Claim {
  readonly receivableId: string;
}

export function dayAfter(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

export function registration(buyerId: string, claims: readonly Claim[]): Request {
  const inputOf = (more: bigint): object => ({
    receivables: claims.map(({ number, faceMinor }) => ({
      ...{ number, buyerId, currency: 'EUR', faceMinor: String(faceMinor + more) },
      ...{ issueDate: dayAfter(0), dueDate: dayAfter(DUE_DAYS) },
    })),
  });
  return {
    mutation: 'registerReceivables',
    input: inputOf(0n),
    otherInput: inputOf(1n),
    effects: (subjects) =>
      subjects.map((id) => ({ contract: 'receivables', event: 'ReceivableRegistered', id })),
  };
}

export function confirmation(receivables: readonly Registered[], lessMinor = 0n): Request {
  const confirmations = receivables.map(({ receivableId, faceMinor }) => ({
    ...{ receivableId, confirmedMinor: String(faceMinor - lessMinor) },
    scope: ['EXISTENCE', 'AMOUNT', 'DUE_DATE', 'ASSIGNMENT_CONSENT', 'SET_OFF_WAIVER', 'PAYEE'],
  }));
  return {
    mutation: 'confirmReceivables',
    input: { confirmations },
    otherInput: { confirmations: confirmations.map((one) => ({ ...one, scope: ['EXISTENCE'] })) },
    effects: () =>
      receivables.map(({ receivableId: id }) => ({
        ...{ contract: 'receivables', event: 'ReceivableConfirmed', id },
      })),
  };
}

export function withdrawal({ receivableId }: Registered): Request {
  return onReceivable('withdrawReceivable', { receivableId }, 'ReceivableWithdrawn');
}

export function creditNote({ receivableId, number }: Registered, amountMinor: bigint): Request {
  const creditNotes = [{ receivableId, number: `C-${number}`, amountMinor: String(amountMinor) }];
  return {
    mutation: 'applyCreditNotes',
    input: { creditNotes },
    effects: () => [{ contract: 'receivables', event: 'ReceivableCredited', id: receivableId }],
  };
}

export function dispute({ receivableId, faceMinor }: Registered): Request {
  const input = { receivableId, disputedMinor: String(faceMinor / 2n), reason: 'DEFECTIVE' };
  return onReceivable('openDispute', input, 'DisputeOpened');
}

export function disputeEnd({ receivableId }: Registered): Request {
  const request = onReceivable('withdrawDispute', { receivableId }, 'DisputeResolved');
  return { ...request, inputType: 'EndDisputeInput' };
}

function onReceivable(
  mutation: string,
  input: { readonly receivableId: string },
  event: string,
): Request {
  const effects = () => [{ contract: 'receivables' as const, event, id: input.receivableId }];
  return { mutation, input, effects };
}

export function quoteAcceptance(quoteHash: string): Request {
  return {
    mutation: 'acceptQuote',
    input: { quoteHash },
    effects: () => [effect('factoring', 'QuoteAccepted', quoteHash)],
  };
}

export function funding(dealNumber: number): Request {
  return {
    mutation: 'fundDeal',
    inputType: 'DealEvidenceInput',
    input: { dealNumber, evidence: `payment order of deal ${dealNumber}` },
    otherInput: { dealNumber, evidence: 'another payment order' },
    effects: () => [effect('factoring', 'DealFunded', String(dealNumber))],
  };
}

export function statement(buyerId: string): Request {
  return {
    mutation: 'issueStatements',
    input: { buyerIds: [buyerId], currency: 'EUR' },
    effects: (subjects) => subjects.map((id) => effect('reconciliation', 'StatementIssued', id)),
  };
}

function effect(contract: ContractName, event: string, id: string) {
  return { contract, event, id };
}
