/**
 * The toolchain's worker, but for the worker: jobs come in, messages go out.
 * Tools are compiled once and packs fetched once for as long as it lives.
 */

import type { Shelf } from '../../lessons/programs/go-toolchain/manifest.ts';
import { build, buildTest } from './build.ts';
import type { Built, Kit } from './build.ts';
import { packsOf, planBuild } from './plan.ts';
import { LoadError } from '../console/load.ts';
import { createPacks } from './packs.ts';
import type { Store, Supply } from './packs.ts';
import type { FromWorker, Job } from './protocol.ts';
import { prepareTool } from './tool.ts';
import type { Tool } from './tool.ts';
import { vet } from './vet.ts';

/** What the jobs need of the place where they are done. */
export type Place = {
  readonly shelf: Shelf;
  readonly store: Store;
  readonly fetch: Supply['fetch'];
  readonly send: (message: FromWorker) => void;
  /** Which engine is to run the tools. */
  readonly engine: Tool['on'];
};

/** Answers the function that does a job. One at a time. */
export function createJobs(place: Place): (job: Job) => Promise<void> {
  const { shelf, store, fetch, send } = place;
  const pack = createPacks({
    ...{ shelf, store, fetch },
    progress: (loaded, total) => send({ type: 'progress', loaded, total }),
    warn: (what) => send({ type: 'warning', what }),
  });
  const tools = new Map<string, Promise<Tool>>();
  const kit: Kit = {
    ...{ shelf, pack },
    phase: (phase) => send({ type: 'phase', phase }),
    tool(name) {
      const ready =
        tools.get(name) ?? pack(name).then((bytes) => prepare(place, bytes));
      tools.set(name, ready);
      ready.catch(() => tools.delete(name));
      return ready;
    },
  };
  return async (job) => {
    try {
      send(
        job.does === 'prepare'
          ? await makeReady(job, kit, store)
          : await perform({ ...job, does: job.does }, kit),
      );
    } catch (error) {
      send(failure(error));
    }
  };
}

/** A browser may refuse to compile what it did not load itself: then our engine does it. */
async function prepare(
  { engine, send }: Place,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Tool> {
  if (engine === 'native' && typeof WebAssembly === 'object') {
    try {
      return await prepareTool(bytes, 'native');
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError)) throw error;
    }
  }
  send({ type: 'warning', what: 'slow' });
  return prepareTool(bytes, 'ours');
}

/** Brings what was kept to where a build looks for it; fetches nothing. */
async function makeReady(
  { files, kind }: Job,
  kit: Kit,
  store: Store,
): Promise<FromWorker> {
  const no = { type: 'prepared', ready: false } as const;
  const plan = planBuild(files, kind, kit.shelf, false);
  if (plan.is === 'refused') return no;
  const packs = packsOf(plan, kit.shelf);
  const kept = await Promise.all(
    packs.map((name) => store.has(kit.shelf.packs.get(name)?.rawSha256 ?? '')),
  ).catch(() => [false]);
  if (kept.includes(false)) return no;
  kit.phase('fetch');
  await Promise.all([
    kit.tool('compile'),
    kit.tool('link'),
    ...packs.map(kit.pack),
  ]);
  return { type: 'prepared', ready: true };
}

/** A job that makes something. */
type Making = Job & { readonly does: Exclude<Job['does'], 'prepare'> };

async function perform(job: Making, kit: Kit): Promise<FromWorker> {
  const { does, files, kind, assets } = job;
  switch (does) {
    case 'build':
      return told(await build(files, kind, kit, assets));
    case 'test':
      return told(await buildTest(files, kit, assets));
    case 'vet':
      return { type: 'vetted', messages: await vet(files, kind, kit, assets) };
  }
}

const told = (built: Built): FromWorker =>
  built.is === 'built'
    ? { type: 'built', bytes: built.bytes }
    : { type: 'refused', said: built.said, code: built.code };

function failure(error: unknown): FromWorker {
  const message = String(error);
  if (error instanceof LoadError)
    return { type: 'failed', kind: error.kind, message: error.message };
  const kind = error instanceof RangeError ? 'no-room' : 'internal';
  return { type: 'failed', kind, message };
}
