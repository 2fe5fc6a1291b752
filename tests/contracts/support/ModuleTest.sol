// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {Acts, BATCH_MAX, Modules, READ_MAX, Roles} from "../../../contracts/types/LedgerTypes.sol";
import {LotsMock, PartiesMock, ReceivablesMock} from "./ModuleMocks.sol";
import {Test} from "./Test.sol";

/// @notice One contract of the ledger among stand-ins for the others. Parties act by calls of their own, as a signer
/// may, and the other contracts by calls from their addresses.
abstract contract ModuleTest is Test {
    uint256 internal constant START = 1_800_000_000;
    uint32 internal constant TODAY = uint32(START / 1 days);
    bytes3 internal constant EUR = "EUR";
    bytes3 internal constant CNY = "CNY";

    PartiesMock internal parties = new PartiesMock();
    LotsMock internal lots = new LotsMock();
    ReceivablesMock internal receivables = new ReceivablesMock(lots);

    address internal supplier = _party("supplier", Roles.SUPPLIER);
    address internal otherSupplier = _party("other supplier", Roles.SUPPLIER);
    address internal buyer = _party("buyer", Roles.BUYER);
    address internal otherBuyer = _party("other buyer", Roles.BUYER);
    address internal financier = _party("financier", Roles.FINANCIER);
    address internal agent = _party("agent", Roles.SETTLEMENT_AGENT);
    address internal otherAgent = _party("other agent", Roles.SETTLEMENT_AGENT);
    address internal assessor = _party("assessor", Roles.ASSESSOR);
    address internal collector = _party("collector", Roles.COLLECTOR);

    function setUp() public virtual {
        vm.warp(START);
    }

    function _modules() internal view returns (Modules memory modules) {
        modules.forwarder = _address("forwarder");
        modules.parties = address(parties);
        modules.receivables = address(receivables);
        modules.lots = address(lots);
        modules.factoring = _address("factoring");
        modules.assignments = _address("assignments");
        modules.pledges = _address("pledges");
        modules.settlement = _address("settlement");
    }

    function _party(string memory name, uint16 roles) internal returns (address party) {
        party = _address(name);
        parties.admit(party, _signerOf(party), roles);
    }

    function _signerOf(address party) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(party, "signer")))));
    }

    function _address(string memory name) internal pure returns (address) {
        return address(uint160(uint256(keccak256(bytes(name)))));
    }

    function _act(address party, address to, bytes memory call) internal {
        vm.prank(_signerOf(party));
        (bool succeeded, bytes memory reason) = to.call(call);
        assertTrue(succeeded, string(abi.encodePacked("refused: ", _hex(reason))));
    }

    function _actRefused(
        address party,
        address to,
        bytes memory call,
        bytes memory reason
    ) internal {
        _callRefused(_signerOf(party), to, call, reason);
    }

    function _callRefused(
        address caller,
        address to,
        bytes memory call,
        bytes memory reason
    ) internal {
        vm.prank(caller);
        (bool succeeded, bytes memory actual) = to.call(call);
        assertTrue(!succeeded, "not refused");
        assertEq(_hex(actual), _hex(reason), "reason");
    }

    /// @dev Without exactly this right of the signer the act is refused, and with it alone it is not for want of it.
    function _needsRight(address party, uint16 act, address to, bytes memory call) internal {
        address signer = _signerOf(party);
        parties.setRights(signer, Acts.ALL & ~act);
        _actRefused(
            party,
            to,
            call,
            abi.encodeWithSelector(PartiesMock.RightMissing.selector, signer, act)
        );
        parties.setRights(signer, act);
        _act(party, to, call);
        parties.setRights(signer, Acts.ALL);
    }

    function _lacksRole(
        address party,
        uint16 roles,
        uint16 role
    ) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPartyRegistry.PartyLacksRole.selector, party, roles, role);
    }

    function _notEntitled(address party, address expected) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.PartyNotEntitled.selector, party, expected);
    }

    function _notModule(address caller, address expected) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.CallerNotModule.selector, caller, expected);
    }

    function _badBatch(uint256 size) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX);
    }

    function _badRead() internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ILedgerErrors.BatchSizeOutOfBounds.selector,
                READ_MAX + 1,
                READ_MAX
            );
    }

    function _badAmount(uint256 amountMinor) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ILedgerErrors.AmountOutOfBounds.selector,
                amountMinor,
                2 ** 63 - 1
            );
    }

    function assertEq(string memory left, string memory right, string memory text) internal pure {
        vm.assertTrue(
            keccak256(bytes(left)) == keccak256(bytes(right)),
            string.concat(text, ": ", left, " instead of ", right)
        );
    }

    function _hex(bytes memory raw) private pure returns (string memory) {
        bytes memory digits = "0123456789abcdef";
        bytes memory text = new bytes(2 * raw.length);
        for (uint256 i = 0; i < raw.length; ++i) {
            text[2 * i] = digits[uint8(raw[i]) >> 4];
            text[2 * i + 1] = digits[uint8(raw[i]) & 15];
        }
        return string(text);
    }
}
