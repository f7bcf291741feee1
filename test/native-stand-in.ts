/** Stands in for native code that registers a backend as it is loaded. */
import * as tf from '@tensorflow/tfjs-core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';

tf.registerBackend('tensorflow', () => new MathBackendCPU());

export const version = { 'tfjs-node': '9.9.9' };
