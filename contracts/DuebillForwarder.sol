// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {IDuebillForwarder} from "./interfaces/IDuebillForwarder.sol";

/// @title Forwarder that tells why a request was refused
/// @notice A batch goes on when one of its requests is refused; the event keeps the reason, so that nobody has to run
/// the request again to learn it.
contract DuebillForwarder is ERC2771Forwarder, IDuebillForwarder {
    /// @dev Long enough for every error of the ledger; bounds what a foreign target can make the relay pay for.
    uint256 private constant REASON_BYTES_MAX = 1024;

    /// @notice EIP-712 domain "Duebill Forwarder", version "1".
    constructor() ERC2771Forwarder("Duebill Forwarder") {}

    function _execute(
        ForwardRequestData calldata request,
        bool requireValidRequest
    ) internal override returns (bool success) {
        uint256 nonce = nonces(request.from);

        success = super._execute(request, requireValidRequest);

        // The nonce moves only if the request was valid and the call was made. Nothing was called since, so the
        // return data is still that call's.
        if (!success && nonces(request.from) != nonce) {
            emit RequestRefused(request.from, nonce, _returnData());
        }
    }

    function _returnData() private pure returns (bytes memory reason) {
        // No other way to read the return data of a call that was made elsewhere.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let size := returndatasize()
            if gt(size, REASON_BYTES_MAX) {
                size := REASON_BYTES_MAX
            }
            reason := mload(0x40)
            mstore(reason, size)
            returndatacopy(add(reason, 0x20), 0, size)
            // Whole words, so that what is allocated next stays aligned.
            mstore(0x40, and(add(add(reason, size), 0x3f), not(0x1f)))
        }
    }
}
