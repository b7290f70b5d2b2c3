/** `waitpoint download ADDRESS`. */
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { CATALOGUE, unverifiedNote, type CatalogueModel } from '../core/models/catalogue';
import { parseHubAddress } from '../core/models/hubAddress';
import { sizeText } from '../core/models/sizeText';
import { downloadModel, type DownloadProgress } from '../files/hub/downloadModel';
import { hubEndpoint } from '../files/hub/hubClient';
import { commandLineDownloads } from '../files/modelPlaces';
import { EXIT } from './exit';
import { untilInterrupted } from './untilInterrupted';

const HELP = `
Models to begin with:
${CATALOGUE.map(catalogueLine).join('\n')}

The address of a model's page on the hub will do, too. HF_ENDPOINT names another hub, HF_TOKEN the token for models that
ask for one. What is cut off goes on with the same command. Its SHA-256 is checked against what the hub says.

Exit codes:
  0    it is there, and its path stands in the output
  2    bad input, a refused token, or a folder that cannot be written
  3    it could not be downloaded; what was received stays
  130  interrupted; what was received stays
`;

export function downloadCommand(): Command {
  return new Command('download')
    .description('Download a model from the Hugging Face hub.')
    .argument(
      '<address>',
      'hf:owner/repo, hf:owner/repo:Q4_K_M or hf:owner/repo/file.gguf, with @revision if wanted',
    )
    .option('--folder <folder>', 'where models go (default: WAITPOINT_MODELS, or ~/.waitpoint/models)')
    .addHelpText('after', HELP)
    .action(async (typed: string, { folder }: { folder?: string }) => {
      const address = parseHubAddress(typed);
      const environment = process.env;
      const token = environment['HF_TOKEN']?.trim() || null;
      process.exitCode = await untilInterrupted(
        'Interrupted. What was received stays; the same command goes on with it.',
        async (signal, status) => {
          const done = await downloadModel({
            ...{ address, signal, token, endpoint: hubEndpoint(environment) },
            folder: resolve(folder ?? commandLineDownloads({ environment, home: homedir() })),
            onProgress: (progress) => status.show(progressLine(progress)),
          });
          status.clear();
          process.stderr.write(
            done.isNew
              ? `${basename(done.path)}, ${sizeText(done.sizeBytes)}\n`
              : `${basename(done.path)} was there already.\n`,
          );
          process.stdout.write(`${done.path}\n`);
          return EXIT.done;
        },
      );
    });
}

function catalogueLine({ name, address, gigabytes, isVerified }: CatalogueModel): string {
  const note = isVerified ? '' : ` (${unverifiedNote()})`;
  return `  ${name.padEnd(38)}  about ${gigabytes} GB  ${address}${note}`;
}

const BAR_WIDTH = 24;

function progressLine({ receivedBytes, totalBytes, note }: DownloadProgress): string {
  if (totalBytes === 0) return note ?? '';
  const share = receivedBytes / totalBytes;
  const full = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  const what = note ?? `${sizeText(receivedBytes)} of ${sizeText(totalBytes)}`;
  return `${bar} ${Math.floor(share * 100)} %  ${what}`;
}
