import { EVENT_TYPES, eventTypeOf, sourcesOf } from '../../../backend/src/events/event-type.js';
import { toldValues } from '../../../backend/src/events/event-values.js';
import { contractInterfaces } from '../../../backend/src/ledger/contracts.js';

describe('the type of an event', () => {
  it.each([
    ['receivables', 'ReceivableConfirmed', 'receivable.confirmed'],
    ['receivables', 'ReceivableWrittenOff', 'receivable.written_off'],
    ['receivables', 'ReceivableDeemedConfirmed', 'receivable.deemed_confirmed'],
    ['earlyPayments', 'EarlyPaymentOffered', 'early_payment.offered'],
    ['earlyPayments', 'EarlyPaymentUndone', 'early_payment.undone'],
    ['assignments', 'NoticeGiven', 'notice.given'],
    ['settlement', 'AllocationMade', 'allocation.made'],
    ['factoring', 'LotLeftDeal', 'lot.left_deal'],
    ['lots', 'Transfer', 'lots.transfer'],
    ['lots', 'ForcedTransfer', 'lots.forced_transfer'],
  ] as const)('of %s.%s is %s', (contract, name, type) => {
    expect(eventTypeOf(contract, name)).toBe(type);
  });

  it('is another for each event of the contracts', () => {
    const names = Object.entries(contractInterfaces).flatMap(([contract, abi]) => {
      const found: string[] = [];
      abi.forEachEvent(({ name }) => {
        const isStandard = /^(Approval|ApprovalForAll|AuthorityUpdated|EIP712DomainChanged)$/;
        if (contract !== 'forwarder' && !isStandard.test(name)) found.push(name);
      });
      return found;
    });

    expect(EVENT_TYPES).toHaveLength(names.length);
    expect(EVENT_TYPES.every((type) => /^[a-z_A-Z]+\.[a-z_]+$/.test(type))).toBe(true);
  });

  it('leads back to contract and name', () => {
    expect(sourcesOf(['receivable.confirmed', 'none'])).toEqual([
      { contract: 'receivables', name: 'ReceivableConfirmed' },
    ]);
  });
});

describe('the values of an event', () => {
  it('are amounts as text, days, currencies, numbers and lots as the API has them', () => {
    const values = toldValues('receivables', 'ReceivableRegistered', {
      receivableId: '0x01',
      supplier: '0x02',
      buyer: '0x03',
      currency: '0x455552',
      faceMinor: '9223372036854775807',
      issueDay: '20000',
      dueDay: '20030',
      documentCommitment: '0x04',
    });

    expect(values).toMatchObject({
      currency: 'EUR',
      faceMinor: '9223372036854775807',
      issueDay: '2024-10-04',
      dueDay: '2024-11-03',
    });
    expect(toldValues('lots', 'LotReserved', { lotId: '255', dealNumber: '7' })).toEqual({
      lotId: `0x${'0'.repeat(62)}ff`,
      dealNumber: 7,
    });
  });

  it('do not tell who acted, which could be a financier that the buyer does not know of', () => {
    const values = toldValues('collections', 'StageEntered', {
      ...{ receivableId: '0x01', lotId: '1', actor: '0xsecret', from: '0', to: '1' },
      evidenceHash: '0x02',
    });

    expect(JSON.stringify(values)).not.toContain('secret');
    expect(values).toMatchObject({ from: 0, to: 1 });
  });

  it('are lists where the ledger has lists', () => {
    const instalments = [{ dueDay: '20000', amountMinor: '5' }];
    const values = toldValues('collections', 'InstalmentPlanRecorded', {
      ...{ receivableId: '0x01', lotId: '1', actor: '0x', openMinor: '5', evidenceHash: '0x' },
      instalments,
    });

    expect(values['instalments']).toEqual([{ dueDay: '2024-10-04', amountMinor: '5' }]);
  });
});
