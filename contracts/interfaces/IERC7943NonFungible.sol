// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @notice ERC-7943 for non-fungible tokens: how third parties ask about, freeze or move a token of a real asset.
/// @dev Interface id 0xbf1ef5fe. The standard's errors for open transfers are left out, as there are none.
interface IERC7943NonFungible is IERC165 {
    /// @notice The token was taken from `from` and given to `to` by order.
    event ForcedTransfer(address indexed from, address indexed to, uint256 indexed tokenId);
    /// @notice The token of `account` was frozen or freed.
    event Frozen(address indexed account, uint256 indexed tokenId, bool indexed frozenStatus);

    /// @notice The account may not receive.
    error ERC7943CannotReceive(address account);

    /// @notice Moves a token by order, whatever else holds it.
    function forcedTransfer(
        address from,
        address to,
        uint256 tokenId
    ) external returns (bool result);

    /// @notice Freezes or frees a token.
    function setFrozenTokens(
        address account,
        uint256 tokenId,
        bool frozenStatus
    ) external returns (bool result);

    /// @notice Whether the account may send tokens.
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether the account may receive tokens.
    function canReceive(address account) external view returns (bool allowed);

    /// @notice Whether the token of `account` is frozen.
    function getFrozenTokens(
        address account,
        uint256 tokenId
    ) external view returns (bool frozenStatus);

    /// @notice Whether the token may move between these accounts now.
    function canTransfer(
        address from,
        address to,
        uint256 tokenId
    ) external view returns (bool allowed);
}
