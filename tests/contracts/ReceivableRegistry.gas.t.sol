// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {BATCH_MAX, ConfirmationScope, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {GasTest} from "./support/GasTest.sol";

contract ReceivableRegistry_Register_GasTest is GasTest {
    /// @dev Each with the first receivable of its pair.
    function test_TheMost_FitATransaction() public {
        IReceivableRegistry.Registration[]
            memory registrations = new IReceivableRegistry.Registration[](BATCH_MAX);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            registrations[i] = _registration(keccak256(abi.encode(i)), FACE);
            registrations[i].documentCommitment = keccak256("document");
            if (i % 2 == 1) registrations[i].buyer = otherBuyer.party;
            uint8 letter = uint8(i % 26);
            registrations[i].currency = bytes3(
                abi.encodePacked("X", bytes1(uint8(65 + i / 26)), bytes1(65 + letter))
            );
        }
        bytes memory call = abi.encodeCall(IReceivableRegistry.register, (registrations));
        _assertGas(supplier, address(receivables), call);
    }
}

contract ReceivableRegistry_Claims_GasTest is GasTest {
    function setUp() public override {
        super.setUp();
        bytes memory call = abi.encodeCall(
            IReceivableRegistry.agreeSilence,
            (supplier.party, 1, ConfirmationScope.ALL)
        );
        _act(buyer, address(receivables), call);
        _registeredMany(FACE);
    }

    function test_Confirmation_OfTheMost_FitsATransaction() public {
        _assertGas(buyer, address(receivables), _confirmManyCall(FACE));
    }

    function test_ConfirmationBySilence_OfTheMost_FitsATransaction() public {
        vm.warp(START + 1 days);
        ReceivableId[] memory ids = receivableIds;
        bytes memory call = abi.encodeCall(IReceivableRegistry.confirmBySilence, (ids));
        _assertGas(supplier, address(receivables), call);
    }

    function test_Amendment_OfTheMost_FitsATransaction() public {
        vm.warp(START + 1 days);
        IReceivableRegistry.Amendment[] memory amendments = new IReceivableRegistry.Amendment[](
            BATCH_MAX
        );
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            amendments[i] = IReceivableRegistry.Amendment(
                receivableIds[i],
                FACE - 1,
                TODAY + 1,
                keccak256("document")
            );
        }
        bytes memory call = abi.encodeCall(IReceivableRegistry.amend, (amendments));
        _assertGas(supplier, address(receivables), call);
    }
}

/// @notice The most receivables, each with one lot of another financier.
contract ReceivableRegistry_Sold_GasTest is GasTest {
    function setUp() public override {
        super.setUp();
        _confirmedMany(FACE);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            receivableId = receivableIds[i];
            _movedToNew(_at(1));
        }
    }

    function test_CreditNotes_OfTheMost_FitATransaction() public {
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](
            BATCH_MAX
        );
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            notes[i] = IReceivableRegistry.CreditNote(
                receivableIds[i],
                keccak256(abi.encode("note", i)),
                1,
                keccak256("document")
            );
        }
        bytes memory call = abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes));
        _assertGas(supplier, address(receivables), call);
    }

    function test_Payments_OfTheMostEntries_FitATransaction() public {
        ISettlement.Remittance[] memory remittances = new ISettlement.Remittance[](BATCH_MAX);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            bytes32 entryHash = keccak256(abi.encode("entry", i));
            remittances[i] = _remittance(entryHash, receivableIds[i], 1);
        }
        bytes memory call = abi.encodeCall(ISettlement.applyRemittances, (remittances));
        _assertGas(operator, address(settlement), call);
    }
}
