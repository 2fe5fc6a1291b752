// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";

/// @notice What the ledger's acts would cost if nothing were checked: one contract that takes the same input, writes the
/// same slots and emits the same events.
contract FloorLedger {
    struct Receivable {
        uint32 pairNumber;
        uint64 faceMinor;
        uint64 outstandingMinor;
        uint40 registeredAt;
        uint24 dueDay;
        uint8 marks;
        uint8 status;
    }

    struct StoredLot {
        address owner;
        uint64 outstandingMinor;
        uint24 dealNumber;
        uint8 marks;
    }

    struct Position {
        uint64 advanceMinor;
        uint64 reserveMinor;
    }

    struct Deal {
        address financier;
        uint64 advanceMinor;
        uint8 status;
        uint16 recourseDays;
        bool disclosed;
        address supplier;
        uint64 reserveMinor;
        uint32 fundBy;
        address buyer;
        bytes3 currency;
        uint16 openLots;
        bytes32 lotsHash;
    }

    struct Entry {
        address receivedBy;
        uint64 unappliedMinor;
        bytes3 currency;
        uint8 allocations;
    }

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);

    mapping(ReceivableId receivableId => Receivable) private _receivables;
    mapping(LotId lotId => StoredLot) private _lots;
    mapping(address owner => uint256) private _balances;
    mapping(address buyer => uint64) private _pairBalances;
    mapping(LotId lotId => Position) private _positions;
    mapping(bytes32 quoteHash => uint64) private _drawn;
    mapping(uint32 dealNumber => Deal) private _deals;
    mapping(bytes32 entryHash => Entry) private _entries;
    mapping(bytes32 entryHash => bytes32) private _allocations;
    mapping(address financier => uint64) private _exposures;
    uint32 public dealCount;

    function register(
        ReceivableId[] calldata ids,
        IReceivableRegistry.Registration[] calldata registrations
    ) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            IReceivableRegistry.Registration calldata item = registrations[i];
            _receivables[ids[i]] = Receivable(
                1,
                item.faceMinor,
                0,
                uint40(block.timestamp),
                uint24(item.dueDay),
                0,
                1
            );
            emit IReceivableRegistry.ReceivableRegistered(
                ids[i],
                msg.sender,
                item.buyer,
                item.currency,
                item.faceMinor,
                item.issueDay,
                item.dueDay,
                item.documentCommitment
            );
        }
    }

    function confirm(
        IReceivableRegistry.Confirmation[] calldata confirmations,
        address supplier
    ) external {
        uint64 sumMinor = 0;
        for (uint256 i = 0; i < confirmations.length; ++i) {
            IReceivableRegistry.Confirmation calldata item = confirmations[i];
            Receivable storage receivable = _receivables[item.receivableId];
            receivable.faceMinor = item.confirmedMinor;
            receivable.outstandingMinor = item.confirmedMinor;
            receivable.marks = item.scope;
            receivable.status = 2;
            sumMinor += item.confirmedMinor;
            emit IReceivableRegistry.ReceivableConfirmed(
                item.receivableId,
                item.confirmedMinor,
                item.scope
            );
            LotId lotId = LotId.wrap(uint256(ReceivableId.unwrap(item.receivableId)) | 1);
            _lots[lotId] = StoredLot(supplier, item.confirmedMinor, 0, 0);
            emit Transfer(address(0), supplier, LotId.unwrap(lotId));
        }
        _pairBalances[msg.sender] += sumMinor;
        _balances[supplier] += confirmations.length;
    }

    function accept(
        IFactoring.Quote calldata quote,
        LotId[] calldata lotIds,
        bytes calldata
    ) external {
        uint32 dealNumber = ++dealCount;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            StoredLot storage lot = _lots[lotIds[i]];
            lot.dealNumber = uint24(dealNumber);
            lot.marks = 32;
            _positions[lotIds[i]] = Position(lot.outstandingMinor, 1);
            emit IReceivableLots.LotReserved(lotIds[i], dealNumber);
        }
        bytes32 quoteHash = keccak256(abi.encode(quote));
        _drawn[quoteHash] = 1;
        _deals[dealNumber] = Deal(
            quote.financier,
            1,
            1,
            quote.recourseDays,
            quote.disclosed,
            quote.supplier,
            1,
            quote.fundingSeconds,
            quote.buyer,
            quote.currency,
            uint16(lotIds.length),
            quote.lotsHash
        );
        emit IFactoring.QuoteAccepted(
            dealNumber,
            quoteHash,
            quote.supplier,
            quote,
            IFactoring.Price(1, 1, 1, 1, 1),
            quote.fundingSeconds
        );
    }

    function fund(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external {
        Deal storage deal = _deals[dealNumber];
        address from = deal.supplier;
        deal.status = 2;
        uint64 sumMinor = 0;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            StoredLot storage lot = _lots[lotIds[i]];
            lot.owner = msg.sender;
            lot.marks = 0;
            sumMinor += lot.outstandingMinor;
            emit Transfer(from, msg.sender, LotId.unwrap(lotIds[i]));
        }
        _balances[from] -= lotIds.length;
        _balances[msg.sender] += lotIds.length;
        _exposures[msg.sender] += sumMinor;
        emit ICreditBook.ExposureChanged(msg.sender, deal.buyer, deal.currency, sumMinor);
        emit IFactoring.DealFunded(dealNumber, evidenceHash);
    }

    function applyRemittances(ISettlement.Remittance[] calldata remittances) external {
        uint64 sumMinor = 0;
        for (uint256 i = 0; i < remittances.length; ++i) {
            ISettlement.Remittance calldata item = remittances[i];
            _entries[item.entryHash] = Entry(item.receivedBy, 0, item.currency, 1);
            _allocations[item.entryHash] = bytes32(uint256(1));
            emit ISettlement.RemittanceApplied(
                item.entryHash,
                msg.sender,
                item.receivedBy,
                item.currency,
                item.amountMinor,
                0,
                item.bookingDay
            );
            emit ISettlement.AllocationMade(
                msg.sender,
                item.entryHash,
                1,
                item.amountMinor,
                0,
                item.entryHash
            );
            for (uint256 j = 0; j < item.applications.length; ++j) {
                sumMinor += _apply(item, item.applications[j]);
            }
        }
        _pairBalances[msg.sender] += sumMinor;
    }

    function _apply(
        ISettlement.Remittance calldata item,
        ISettlement.Application calldata application
    ) private returns (uint64 amountMinor) {
        ReceivableId receivableId = application.receivableId;
        amountMinor = application.amountMinor;
        Receivable storage receivable = _receivables[receivableId];
        uint64 leftMinor = receivable.outstandingMinor - amountMinor;
        receivable.outstandingMinor = leftMinor;
        emit IReceivableRegistry.PaymentApplied(
            item.entryHash,
            receivableId,
            amountMinor,
            leftMinor
        );
        LotId lotId = LotId.wrap(uint256(ReceivableId.unwrap(receivableId)) | 1);
        StoredLot storage lot = _lots[lotId];
        lot.outstandingMinor = leftMinor;
        emit IReceivableLots.LotPaid(lotId, lot.owner, item.entryHash, amountMinor, 0, 0);
    }
}
