// Keeps the parameters and the model in force, and sends back the advice that comes on stdin, a line each.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

type Parameters = { version: string; parameters: Record<string, unknown> };
type Manifest = { model_id: string; files: { path: string; sha256: string }[] };
type Advice = { recommendation_id: string; context?: Record<string, unknown> };

const base = `${process.env.TRADELOOP_URL ?? 'http://localhost:8000'}/api/v1/strategies/learning`;
const authorization = `Bearer ${process.env.TRADELOOP_TOKEN}`;
const tags = new Map<string, string>();
let parameters: Parameters | undefined;
let model: { id: string; files: Map<string, Buffer> } | undefined;
let shown = '';

/** Loads what stands at a path where it is not what it was; gives undefined where it is, or nothing is there. */
async function fresh<T>(path: string, load: (document: T) => void | Promise<void>, clear: () => void) {
  const headers = { authorization, 'if-none-match': tags.get(path) ?? '"none"' };
  const answer = await fetch(base + path, { headers });
  if (answer.status === 304) return;
  tags.delete(path);
  if (answer.status === 404) return clear();
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await load((await answer.json()) as T);
  tags.set(path, answer.headers.get('etag') ?? '');
}

async function loadModel({ manifest: { model_id: id, files: named } }: { manifest: Manifest }) {
  const files = new Map<string, Buffer>();
  for (const { path, sha256 } of named.filter((file) => /^(model\.json|weights\.bin)$/.test(file.path))) {
    const answer = await fetch(`${base}/models/${id}/files/${path}`, { headers: { authorization } });
    files.set(path, Buffer.from(await answer.arrayBuffer()));
    const found = createHash('sha256').update(files.get(path)!).digest('hex');
    if (found !== sha256) throw new Error(`${path} of ${id} is not what it was`);
  }
  model = { id, files };
}

async function look() {
  const loadParameters = (document: Parameters) => void (parameters = document);
  await fresh('/algorithm/parameters', loadParameters, () => (parameters = undefined));
  await fresh('/models/champion', loadModel, () => (model = undefined));
  const now = `parameters ${parameters?.version}, model ${model?.id ?? 'none'}`;
  if (now !== shown) console.log((shown = now));
}

await look();
setInterval(() => void look().catch((error: unknown) => console.error(String(error))), 1_000);
for await (const line of createInterface({ input: process.stdin })) {
  const advice = JSON.parse(line) as Advice; // what your strategy made of `parameters` and `model`
  const context = { ...advice.context, model: model?.id ?? 'none' };
  const body = JSON.stringify({ ...advice, algorithm_version: parameters?.version, context });
  const path = `/imports?filename=${advice.recommendation_id}.recommendations.jsonl`;
  const headers = { authorization, 'content-type': 'application/octet-stream' };
  const { status } = await fetch(base + path, { method: 'POST', headers, body: `${body}\n` });
  console.log(`${advice.recommendation_id}: ${status}`);
}
