import { errors, quote } from '../errors';
import { hubAddressText, isSafePath, type HubAddress } from './hubAddress';
import { parseSplitName, splitNames } from './splitName';

/** What is chosen where no quantisation is named: small, and near the best quality for its size. */
const PREFERRED = ['Q4_K_M', 'Q5_K_M', 'Q8_0', 'Q4_K_S', 'Q4_0', 'Q6_K', 'F16', 'BF16'];

/**
 * The files of the model that `address` means, the first part first.
 * @param listed paths of all files of the repository
 * @throws WaitpointError `badInput` saying what there is
 */
export function chooseHubFiles(address: HubAddress, listed: readonly string[]): string[] {
  const { file, quantization, repository } = address;
  if (file !== null) return splitNames(file);
  const models = listed.filter(
    (path) => /\.gguf$/i.test(path) && !/mmproj|imatrix/i.test(path) && isSafePath(path),
  );
  if (models.length === 0)
    throw errors.badInput(
      `The repository ${quote(repository)} has no GGUF files. Look for one whose name ends in -GGUF.`,
    );
  const wanted = quantization === null ? PREFERRED : [quantization];
  for (const one of wanted) {
    const found = models.filter(
      (path) => hasQuantization(path, one) && (parseSplitName(path)?.part ?? 1) === 1,
    );
    // The one with the shortest name is the plain one: others are variants of it.
    const [plain] = found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    if (plain !== undefined) return splitNames(plain);
  }
  if (quantization === null) return splitNames(models[0] ?? '');
  throw errors.badInput(
    `${hubAddressText(address)} is not there. The repository has: ${models.slice(0, 30).join(', ')}${models.length > 30 ? ', …' : ''}.`,
  );
}

function hasQuantization(path: string, quantization: string): boolean {
  const escaped = quantization.replace(/[.]/g, '\\.');
  return new RegExp(`(?:^|[-._/])${escaped}(?:-\\d{5}-of-\\d{5})?\\.gguf$`, 'i').test(path);
}
