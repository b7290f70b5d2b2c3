import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/core/models/catalogue';
import { hubAddressText, parseHubAddress } from '../../../src/core/models/hubAddress';
import { parameterText, sizeText } from '../../../src/core/models/sizeText';
import { protocolByName } from '../../../src/core/score/protocolName';

test('every model of the catalogue has an address of its own that can be read', () => {
  const addresses = CATALOGUE.map(({ address }) => hubAddressText(parseHubAddress(address)));
  expect(new Set(addresses).size).toBe(CATALOGUE.length);
  expect(addresses).toEqual(CATALOGUE.map(({ address }) => address));
});

test('models have a preset; scorers a protocol, which their files are recognised by', () => {
  for (const { address, role, preset, protocol } of CATALOGUE) {
    expect([preset === null, protocol === null]).toEqual(role === 'model' ? [false, true] : [true, false]);
    if (role === 'scorer') expect(protocolByName(address)).toBe(protocol);
  }
});

test('addresses that nobody has checked are marked, and lines make no comparisons', () => {
  expect(CATALOGUE.filter(({ isVerified }) => !isVerified).map(({ name }) => name)).toEqual([
    ...['s1.1 7B', 'Math-Shepherd 7B', 'RLHFlow Llama3.1 8B PRM, Mistral data'],
  ]);
  for (const { goodFor } of CATALOGUE) expect(goodFor).not.toMatch(/\b(?:best|stronge[rs]t?|smallest)\b/i);
});

test('sizes are told as people tell them', () => {
  expect([0, 999, 1000, 1_116_000_000, 19_850_000_000].map(sizeText)).toEqual([
    ...['0 bytes', '999 bytes', '1.00 KB', '1.12 GB', '19.9 GB'],
  ]);
  expect([1_670_880, 596_000_000, 7_620_000_000, 671e9].map(parameterText)).toEqual([
    ...['1.7 M', '596 M', '7.6 B', '671 B'],
  ]);
});
