// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {ILedgerErrors} from "./interfaces/ILedgerErrors.sol";

/// @title Base of the contracts with functions for operators
/// @notice A `restricted` function asks two things of its caller: that its key acts for an active operator with the
/// right to operate, and that {IPowers} gave it the role. Neither alone opens the function.
abstract contract OperatorManaged is AccessManaged {
    constructor(address powers) AccessManaged(powers) {}

    /// @notice Always refuses with {ILedgerErrors.AuthorityImmutable}: who has power is said in one place for ever.
    function setAuthority(address) public pure override {
        revert ILedgerErrors.AuthorityImmutable();
    }

    /// @dev The operator first: its errors say more than that some role is missing.
    function _checkCanCall(address caller, bytes calldata data) internal override {
        _requireOperator(caller);
        super._checkCanCall(caller, data);
    }

    /// @dev Refuses unless the key may act now for a party with the role OPERATOR.
    function _requireOperator(address signer) internal view virtual;
}
