/** “Get CUDA Support…”: fetches what NVIDIA GPUs need, or takes it away again. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import type { EnginePackages } from './enginePackages';
import type { EngineService } from './engineService';
import { registerHandlers } from './registerHandlers';

interface CudaServices {
  readonly packages: EnginePackages;
  readonly engine: EngineService;
  readonly log: vscode.LogOutputChannel;
}

type Choice = vscode.QuickPickItem & { readonly act: () => Promise<void> };

export function registerCudaSupport({ packages, engine, log }: CudaServices): vscode.Disposable {
  return registerHandlers({ 'waitpoint.getCuda': () => chooseCuda(packages, engine) }, log);
}

async function chooseCuda(packages: EnginePackages, engine: EngineService): Promise<void> {
  const { cuda, cuda12 } = packages.ofTarget;
  if (cuda.length === 0)
    throw errors.badInput(
      vscode.l10n.t(
        'There is no CUDA support for {0}: CUDA needs Linux or Windows on x64. The GPU that Waitpoint can use here comes with it.',
        packages.target,
      ),
    );
  const get = async (names: readonly string[]): Promise<void> => {
    if (!(await packages.fetch(vscode.l10n.t('Getting CUDA support'), names))) return;
    await tellDone(engine);
  };
  const choices: Choice[] = [];
  const has13 = await packages.hasFetched(cuda);
  const has12 = await packages.hasFetched([...cuda, ...cuda12]);
  if (!has13)
    choices.push({
      label: vscode.l10n.t('Get CUDA support'),
      detail: vscode.l10n.t('For an NVIDIA driver with the CUDA 13 runtime (cudart and cuBLAS).'),
      act: () => get(cuda),
    });
  if (!has12)
    choices.push({
      label: vscode.l10n.t('Get CUDA support, also for CUDA 12'),
      detail: vscode.l10n.t('A larger package beside it, for machines that have the CUDA 12 runtime.'),
      act: () => get([...cuda, ...cuda12]),
    });
  if (has13) {
    choices.push(
      {
        label: vscode.l10n.t('Copy the path of CUDA support'),
        detail: packages.folder,
        act: async () => vscode.env.clipboard.writeText(packages.folder),
      },
      {
        label: vscode.l10n.t('Remove CUDA support'),
        act: () => remove(packages, engine, [...cuda, ...cuda12]),
      },
    );
  }
  const title = vscode.l10n.t('CUDA support for NVIDIA GPUs');
  await (await vscode.window.showQuickPick(choices, { title }))?.act();
}

/** The engine looks for binaries when it starts: it goes, where nobody needs it, and the next run starts it anew. */
async function tellDone(engine: EngineService): Promise<void> {
  const isBusy = engine.status.state === 'running' || engine.status.state === 'loading';
  if (!isBusy) await engine.unload();
  void vscode.window.showInformationMessage(
    isBusy
      ? vscode.l10n.t('CUDA support is there. It is used once the models are loaded anew (Unload Models).')
      : vscode.l10n.t(
          'CUDA support is there. The next run uses it, where an NVIDIA driver and the CUDA runtime are found and waitpoint.engine.gpu allows it.',
        ),
  );
}

async function remove(
  packages: EnginePackages,
  engine: EngineService,
  names: readonly string[],
): Promise<void> {
  if (engine.status.state === 'running' || engine.status.state === 'loading')
    throw errors.badInput(vscode.l10n.t('The engine is at work. Stop its run first.'));
  // A library that is loaded cannot be deleted everywhere.
  await engine.unload();
  await packages.remove(names);
  void vscode.window.showInformationMessage(vscode.l10n.t('CUDA support was removed.'));
}
