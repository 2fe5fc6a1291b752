// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {ICashDesk} from "../../../contracts/interfaces/ICashDesk.sol";

/// @notice A deposit token as it should be.
contract PlainToken is ERC20("Deposit", "DEP") {
    function mint(address account, uint256 amountMinor) external {
        _mint(account, amountMinor);
    }
}

/// @notice Keeps one unit of each transfer: of what the receiver gets, or on top from the payer.
contract FeeToken is PlainToken {
    bool private immutable _ON_TOP;

    constructor(bool onTop) {
        _ON_TOP = onTop;
    }

    function _update(address from, address to, uint256 amountMinor) internal override {
        super._update(from, to, amountMinor);
        if (from != address(0) && to != address(0))
            super._update(_ON_TOP ? from : to, address(0), 1);
    }
}

/// @notice Gives the payer more than it had.
contract RebateToken is PlainToken {
    function _update(address from, address to, uint256 amountMinor) internal override {
        super._update(from, to, amountMinor);
        if (from != address(0)) super._update(address(0), from, 2 * amountMinor);
    }
}

/// @notice Refuses without an error.
contract FalseToken is PlainToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// @notice Says that it moved something, and did not.
contract IdleToken is PlainToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// @notice Calls the desk again within a transfer.
contract ReenteringToken is PlainToken {
    function _update(address from, address to, uint256 amountMinor) internal override {
        super._update(from, to, amountMinor);
        if (from != address(0)) {
            ICashDesk(msg.sender).move(address(this), "EUR", from, to, 1, "again");
        }
    }
}
