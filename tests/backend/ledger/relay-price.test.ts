import { PIPELINE_DEFAULTS } from '../../../backend/src/config/index.js';
import { RelayPrice } from '../../../backend/src/ledger/relay-price.js';

function price(gasPriceWei: number, gasPriceMaxWei: number): RelayPrice {
  return new RelayPrice({ ...PIPELINE_DEFAULTS, gasPriceWei, gasPriceMaxWei });
}

describe('the price of a replacement', () => {
  it.each([
    ['a quarter more, rounded up, when it is stuck', 1_001n, true, 1_252n],
    ['the highest, when a quarter more is above', 1_700n, true, 2_000n],
    ['none, when nodes would find the step to the highest too small', 1_900n, true, null],
    ['none at the highest', 2_000n, true, null],
    ['none, when it is not stuck', 1_000n, false, null],
    ['the present setting at once, when it was signed below', 0n, false, 1_000n],
    ['none, when nodes would find the step to the setting too small', 950n, false, null],
  ])('is %s', (_, offeredWei, isStuck, expected) => {
    expect(price(1_000, 2_000).nextWei(offeredWei, isStuck)).toBe(expected);
  });

  it('is none where gas is free', () => {
    expect(price(0, 0).nextWei(0n, true)).toBeNull();
  });
});
