import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';
import type { Endpoint } from './asking/endpoint.js';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;
type Status = Parameters<NonNullable<NonNullable<Parameters<Call['start']>[1]>['onReceiveStatus']>>[0];

/** gRPC's code for a call that was given up; it is not tried again. */
const CANCELLED = 1;
/** A server that is back is found again within this, however long it was away. */
const LONGEST_PAUSE_MS = 1_000;
/** Some three seconds of tries: who waits longer looks at what is wrong in between. */
const ATTEMPTS = 6;
/** A network that is gone is noticed in as long together; servers take no pings closer to each other. */
const [PING_MS, PONG_MS] = [10_000, 5_000];

/**
 * A connection to a Temporal server. What is tried again when it is closed fails as a call that was given up: the SDK's
 * own interceptor would call a closed channel out of a timer, where nobody catches what that throws. Throws where
 * nobody answers within `waitMs`.
 */
export async function openConnection(endpoint: Endpoint, waitMs = 10_000): Promise<Connection> {
  const retrying = defaultGrpcRetryOptions({ maxAttempts: ATTEMPTS });
  const connection = Connection.lazy({
    ...endpoint,
    connectTimeout: waitMs,
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': LONGEST_PAUSE_MS,
      'grpc.keepalive_time_ms': PING_MS,
      'grpc.keepalive_timeout_ms': PONG_MS,
    },
    interceptors: [
      makeGrpcRetryInterceptor({
        ...retrying,
        delayFunction: (attempt, status) =>
          Math.min(retrying.delayFunction(attempt, status), LONGEST_PAUSE_MS),
      }),
      givingUpWhenClosed,
    ],
  });
  try {
    await connection.ensureConnected();
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Whether a server answers at an address now. */
export async function answers(endpoint: Endpoint, waitMs: number): Promise<boolean> {
  try {
    await (await openConnection(endpoint, waitMs)).close();
    return true;
  } catch {
    return false;
  }
}

const givingUpWhenClosed: Interceptor = (options, nextCall) => {
  try {
    return nextCall(options) as Call;
  } catch (error) {
    return givenUp(error instanceof Error ? error.message : String(error));
  }
};

/** A call that has ended before it began. */
function givenUp(details: string): Call {
  const nothing = () => undefined;
  const call = {
    start(metadata: Status['metadata'], listener?: Parameters<Call['start']>[1]) {
      setImmediate(() => {
        listener?.onReceiveMessage?.(null);
        listener?.onReceiveStatus?.({ code: CANCELLED, details, metadata });
      });
    },
    cancelWithStatus: nothing,
    getPeer: () => '',
    getAuthContext: () => null,
    sendMessage: nothing,
    sendMessageWithContext: nothing,
    startRead: nothing,
    halfClose: nothing,
  };
  return call as unknown as Call;
}
