// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {TOKEN_SHARES_MAX} from "../../contracts/types/LedgerTypes.sol";
import {FullReceivableTest} from "./ReceivableLots.gas.t.sol";
import {PlainToken} from "./support/CashTokens.sol";
import {Actor} from "./support/Requests.sol";

abstract contract PayInTokensGasTest is FullReceivableTest {
    PlainToken internal token;

    function setUp() public virtual override {
        super.setUp();
        token = new PlainToken();
        token.mint(buyer.signer, FACE);
        _use(buyer);
        vm.prank(buyer.signer);
        token.approve(address(cashDesk), FACE);
        uint256 liens = pledges.LIENS_PER_LOT_MAX();
        for (uint256 i = 1; i <= _lotsMax(); ++i) {
            _use(_actor(string(abi.encode(_at(i)))));
            for (uint256 j = 0; j < liens; ++j) {
                _use(_actor(string(abi.encode(_at(i), j))));
            }
        }
    }

    function _payCall() internal view returns (bytes memory) {
        return abi.encodeCall(ISettlement.payInTokens, (receivableId, address(token), FACE));
    }

    function _use(Actor memory actor) private {
        vm.prank(actor.signer);
        cashDesk.useAsCashAccount(address(token), EUR);
    }
}

contract Settlement_PayInTokens_GasTest is PayInTokensGasTest {
    function test_ToTheMostBeneficiaries_FitsATransaction() public {
        _assertGas(buyer, address(settlement), _payCall());
        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }

    /// @dev With the receivable, its lots and five liens on each, just below `TOKEN_SHARES_MAX`.
    function _lotsMax() internal view override returns (uint256) {
        return lots.SPLIT_LOTS_MAX();
    }
}

contract Settlement_PayInTokensToAll_Test is PayInTokensGasTest {
    /// @dev The receivable and its lots are counted at once, and then the five liens of each lot.
    function test_ToMore_RefusesWithSharesAboveMax() public {
        bytes4 selector = IReceivableLots.SharesAboveMax.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, 1 + 32 + 24 * 5, TOKEN_SHARES_MAX));
        vm.prank(buyer.signer);
        settlement.payInTokens(receivableId, address(token), FACE);
    }
}
