// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PlainToken} from "../../support/CashTokens.sol";
import {LedgerWorld} from "../../support/LedgerWorld.sol";
import {Actor} from "../../support/Requests.sol";
import {Acts, AMOUNT_MINOR_MAX, Roles} from "../../../../contracts/types/LedgerTypes.sol";

/// @notice What the handlers know of parties and keys from their own acts, and how they act with them.
abstract contract PartyGhosts is LedgerWorld {
    enum Outcome {
        DONE,
        REFUSED,
        UNENTITLED
    }

    /// @param act Group of {Acts} that the key needs.
    /// @param amountMinor Largest single amount of the call; 0 where none counts.
    struct Need {
        uint16 act;
        uint64 amountMinor;
    }

    struct Key {
        address signer;
        uint256 privateKey;
        uint16 rights;
        uint64 amountMaxMinor;
    }

    /// @dev Above every face that the handlers register.
    uint64 internal constant FACE_MAX = 2 ** 40;

    Actor internal bank = _actor("bank");
    PlainToken internal token;

    Actor[] internal actors;
    uint16 internal pausedGroups;
    mapping(address party => bool) internal isSuspended;
    mapping(address party => uint40) internal admittedUntil;
    mapping(address party => Key) internal mainKeys;
    mapping(address party => Key) internal spareKeys;
    mapping(address party => Key) internal revokedKeys;

    /// @notice How often each outcome came about.
    mapping(bytes32 outcome => uint256) public reached;
    /// @notice How often an act showed that the invariant with this number does not hold.
    mapping(uint256 number => uint256) public broken;
    /// @notice Seed of the latest act.
    uint256 public lastSeed;
    string private _firstBroken;
    bytes32[] private _outcomes;
    uint256 private _dice;
    uint256 private _keyCount;

    modifier rolls(uint256 seed) {
        lastSeed = seed;
        _dice = seed;
        _;
    }

    constructor() {
        setUp();
        _admit(bank, Roles.SETTLEMENT_AGENT);
        token = new PlainToken();
        actors.push(supplier);
        actors.push(otherSupplier);
        actors.push(buyer);
        actors.push(otherBuyer);
        actors.push(financier);
        actors.push(otherFinancier);
        actors.push(collector);
        actors.push(operator);
        actors.push(bank);
        for (uint256 i = 0; i < actors.length; ++i) {
            address party = actors[i].party;
            admittedUntil[party] = ADMITTED_UNTIL;
            mainKeys[party] = Key(actors[i].signer, actors[i].key, Acts.ALL, AMOUNT_MINOR_MAX);
            _openCashAccount(party);
        }
    }

    /// @notice Every outcome that came about, and how often.
    function outcomes() external view returns (bytes32[] memory names, uint256[] memory times) {
        names = _outcomes;
        times = new uint256[](names.length);
        for (uint256 i = 0; i < names.length; ++i) {
            times[i] = reached[names[i]];
        }
    }

    /// @notice What was found broken first; empty if nothing was.
    function firstBroken() external view returns (string memory) {
        return _firstBroken;
    }

    function _reached(bytes32 outcome) internal {
        if (++reached[outcome] == 1) _outcomes.push(outcome);
    }

    /// @dev The sentence is kept so that each campaign tells what it found, whichever invariant it is about.
    function _expect(bool holds, uint256 number, string memory otherwise) internal {
        if (holds) return;
        ++broken[number];
        if (bytes(_firstBroken).length == 0) _firstBroken = otherwise;
    }

    function _roll(uint256 sides) internal returns (uint256) {
        _dice = uint256(keccak256(abi.encode(_dice)));
        return _dice % sides;
    }

    function _rollMinor(uint64 minMinor, uint64 maxMinor) internal returns (uint64) {
        return minMinor + uint64(_roll(uint256(maxMinor - minMinor) + 1));
    }

    function _oneIn(uint256 sides) internal returns (bool) {
        return _roll(sides) == 0;
    }

    /// @dev Calls with one of the party's keys. What a key, a party or a pause does not allow must be refused.
    function _send(
        Actor memory actor,
        Need memory need,
        address to,
        bytes memory data
    ) internal returns (Outcome) {
        (address signer, bool isEntitled) = _pickKey(actor.party, need);
        vm.prank(signer);
        (bool done, ) = to.call(data);
        if (isEntitled) return done ? Outcome.DONE : Outcome.REFUSED;
        _expect(!done, 19, "19. a key acted without the right, limit, standing or during a pause");
        return Outcome.UNENTITLED;
    }

    /// @dev As {_send}, for an act that must be done exactly if it is `possible`; whether it was done.
    function _sendExpecting(
        Actor memory actor,
        Need memory need,
        address to,
        bytes memory data,
        bool possible
    ) internal returns (bool) {
        Outcome outcome = _send(actor, need, to, data);
        if (outcome == Outcome.UNENTITLED) return false;
        _expect(outcome == Outcome.REFUSED || possible, 20, "20. a forbidden act was done");
        _expect(outcome == Outcome.DONE || !possible, 20, "20. a valid act was refused");
        return outcome == Outcome.DONE;
    }

    function _mayAct(address party) internal view returns (bool) {
        return !isSuspended[party] && block.timestamp < admittedUntil[party];
    }

    function _mayUse(Key memory key, Need memory need) internal pure returns (bool) {
        return key.rights & need.act == need.act && need.amountMinor <= key.amountMaxMinor;
    }

    /// @dev Mostly the main key, now and then the spare one or one that was revoked.
    function _pickKey(
        address party,
        Need memory need
    ) internal returns (address signer, bool isEntitled) {
        Key memory key = mainKeys[party];
        isEntitled = _mayAct(party) && need.act & pausedGroups == 0;
        if (spareKeys[party].signer != address(0) && _oneIn(3)) {
            key = spareKeys[party];
            isEntitled = isEntitled && _mayUse(key, need);
            if (!_mayUse(key, need)) _reached("key beyond its rights");
        } else if (revokedKeys[party].signer != address(0) && _oneIn(8)) {
            key = revokedKeys[party];
            isEntitled = false;
            _reached("revoked key");
        }
        if (!_mayAct(party)) _reached("party without standing");
        if (need.act & pausedGroups != 0) _reached("paused act");
        return (key.signer, isEntitled);
    }

    function _newKey(uint16 rights, uint64 amountMaxMinor) internal returns (Key memory) {
        uint256 privateKey = uint256(keccak256(abi.encode("key", ++_keyCount))) >> 1;
        return Key(vm.addr(privateKey), privateKey, rights, amountMaxMinor);
    }

    function _openCashAccount(address party) internal {
        address account = mainKeys[party].signer;
        vm.prank(account);
        cashDesk.useAsCashAccount(address(token), EUR);
        vm.prank(account);
        cashDesk.useAsCashAccount(address(token), CNY);
        vm.prank(account);
        token.approve(address(cashDesk), type(uint256).max);
        token.mint(account, 2 ** 100);
    }

    function _actorOf(address party) internal view returns (Actor memory actor) {
        for (uint256 i = 0; i < actors.length; ++i) {
            if (actors[i].party == party) return actors[i];
        }
    }

    function _pickActor(Actor memory first, Actor memory second) internal returns (Actor memory) {
        return _oneIn(2) ? first : second;
    }

    function _today() internal view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }
}
