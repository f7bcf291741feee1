import type { layersOf } from '../models/network.js';

/** What of the package is used; it is no dependency. */
interface OnnxRuntime {
  InferenceSession: {
    create(
      model: Uint8Array,
      options: object,
    ): Promise<{
      run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
    }>;
  };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown;
}

/** A scorer of dense layers by onnxruntime-node, relu between, a sigmoid last; null where it is not installed. */
export async function onnxScorer(
  layers: ReturnType<typeof layersOf>,
): Promise<((row: Float64Array) => Promise<number>) | null> {
  const name = 'onnxruntime-node';
  const runtime = await import(name).then(
    (found: { default: OnnxRuntime }) => found.default,
    () => null,
  );
  if (runtime === null) return null;
  const session = await runtime.InferenceSession.create(modelOf(layers), { intraOpNumThreads: 1 });
  return async (row) => {
    const x = new runtime.Tensor('float32', Float32Array.from(row), [1, row.length]);
    return (await session.run({ x }))['p']?.data[0] as number;
  };
}

/** The network in ONNX: fields by their numbers, as onnx.proto has them. */
function modelOf(layers: ReturnType<typeof layersOf>): Uint8Array {
  const width = (layers[0]?.kernel.length ?? 0) / (layers[0]?.units ?? 1);
  const nodes = layers.flatMap(({ units: _units }, i) => {
    const last = i === layers.length - 1;
    return [
      node('Gemm', [i === 0 ? 'x' : `h${i - 1}`, `w${i}`, `b${i}`], `z${i}`),
      node(last ? 'Sigmoid' : 'Relu', [`z${i}`], last ? 'p' : `h${i}`),
    ];
  });
  const weights = layers.flatMap(({ units, kernel, bias }, i) => [
    tensor(`w${i}`, [kernel.length / units, units], kernel),
    tensor(`b${i}`, [units], bias),
  ]);
  const graph = joined(
    ...nodes.map((one) => field(1, one)),
    field(2, text('network')),
    ...weights.map((one) => field(5, one)),
    field(11, described('x', [1, width])),
    field(12, described('p', [1, 1])),
  );
  return joined(number(1, 8), field(7, graph), field(8, joined(field(1, text('')), number(2, 13))));
}

function node(type: string, inputs: readonly string[], output: string): Uint8Array {
  return joined(...inputs.map((name) => field(1, text(name))), field(2, text(output)), field(4, text(type)));
}

const FLOAT = 1;

function tensor(name: string, dims: readonly number[], values: ArrayLike<number>): Uint8Array {
  const raw = new Uint8Array(Float32Array.from(values).buffer);
  return joined(...dims.map((one) => number(1, one)), number(2, FLOAT), field(8, text(name)), field(9, raw));
}

function described(name: string, dims: readonly number[]): Uint8Array {
  const shape = joined(...dims.map((one) => field(1, number(1, one))));
  const type = field(1, joined(number(1, FLOAT), field(2, shape)));
  return joined(field(1, text(name)), field(2, type));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

/** A field of some length. */
function field(id: number, bytes: Uint8Array): Uint8Array {
  return joined(varint((id << 3) | 2), varint(bytes.length), bytes);
}

function number(id: number, value: number): Uint8Array {
  return joined(varint(id << 3), varint(value));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Uint8Array.from([...bytes, value]);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
