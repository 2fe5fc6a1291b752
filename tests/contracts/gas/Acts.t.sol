// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {ConfirmationScope, LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "../support/LedgerTest.sol";

/// @notice One act in a batch of 100 each, for the gas snapshot: a change of price shows as a difference of the file.
contract Acts_GasTest is LedgerTest {
    uint256 private constant SIZE = 100;
    uint64 private constant FACE_MINOR = 100_000;

    bytes private registerCall;
    bytes private confirmCall;
    bytes private acceptCall;
    bytes private fundCall;
    bytes private applyCall;

    function setUp() public override {
        super.setUp();
        IReceivableRegistry.Registration[]
            memory registrations = new IReceivableRegistry.Registration[](SIZE);
        IReceivableRegistry.Confirmation[]
            memory confirmations = new IReceivableRegistry.Confirmation[](SIZE);
        ISettlement.Remittance[] memory remittances = new ISettlement.Remittance[](SIZE);
        LotId[] memory toSell = new LotId[](SIZE);
        LotId[] memory toFund = new LotId[](SIZE);
        for (uint256 i = 0; i < SIZE; ++i) {
            registrations[i] = _registration(_fingerprint("new", i), FACE_MINOR);
            confirmations[i] = IReceivableRegistry.Confirmation(
                _registered(_fingerprint("registered", i), FACE_MINOR),
                FACE_MINOR,
                ConfirmationScope.ALL
            );
            toSell[i] = LotIds.lotIdOf(_confirmed(_fingerprint("sold", i), FACE_MINOR), 1);
            toFund[i] = LotIds.lotIdOf(_confirmed(_fingerprint("accepted", i), FACE_MINOR), 1);
            ReceivableId owed = _confirmed(_fingerprint("paid", i), FACE_MINOR);
            remittances[i] = _remittance(_fingerprint("entry", i), owed, FACE_MINOR / 2);
        }
        _accepted(toFund);
        registerCall = abi.encodeCall(IReceivableRegistry.register, (registrations));
        confirmCall = abi.encodeCall(IReceivableRegistry.confirm, (confirmations));
        acceptCall = _acceptCall(_quote(toSell), toSell, financier.key);
        fundCall = abi.encodeCall(IFactoring.fund, (1, toFund, "proof"));
        applyCall = abi.encodeCall(ISettlement.applyRemittances, (remittances));
    }

    function test_Register100() external {
        _call(supplier.signer, address(receivables), registerCall);
    }

    function test_Confirm100() external {
        _call(buyer.signer, address(receivables), confirmCall);
    }

    function test_Accept100() external {
        _call(supplier.signer, address(factoring), acceptCall);
    }

    function test_Fund100() external {
        _call(financier.signer, address(factoring), fundCall);
    }

    function test_ApplyPayments100() external {
        _call(operator.signer, address(settlement), applyCall);
    }

    function _call(address signer, address target, bytes memory data) private {
        vm.prank(signer);
        (bool ok, ) = target.call(data);
        assertTrue(ok, "the act was refused");
    }

    function _fingerprint(string memory kind, uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode(kind, i));
    }
}
