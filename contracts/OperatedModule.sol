// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";

import {LedgerModule} from "./LedgerModule.sol";
import {OperatorManaged} from "./OperatorManaged.sol";
import {Acts, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Base of the modules with functions for operators
/// @notice Modules that operators act on ask who operates in the same way.
abstract contract OperatedModule is LedgerModule, OperatorManaged {
    constructor(Modules memory modules) LedgerModule(modules) OperatorManaged(modules.powers) {}

    function _requireOperator(address signer) internal view override {
        PARTIES.actingParty(signer, Roles.OPERATOR, Acts.OPERATION);
    }

    function _msgSender() internal view override(ERC2771Context, Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(ERC2771Context, Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength()
        internal
        view
        override(ERC2771Context, Context)
        returns (uint256)
    {
        return ERC2771Context._contextSuffixLength();
    }
}
