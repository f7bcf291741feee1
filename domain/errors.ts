/**
 * Bad data and refusals, each with a name that the CLI, the HTTP API and the workflows map to a status, an exit code or
 * a non-retryable failure. Everything that is not one of these is a fault of the infrastructure and propagates. This
 * file exports nothing but these classes, each under its `name`: by that they are found again behind a workflow, and a
 * new one is listed nowhere else.
 */
export abstract class TradeloopError extends Error {
  abstract override readonly name: string;
}

/** A whole file cannot be imported: no known format, binary, empty, truncated. Nothing of it went in. */
export class FileRefused extends TradeloopError {
  override readonly name = 'FileRefused';
}

/** A value at the door (a CLI argument, a request) is not what it should be. */
export class InvalidInput extends TradeloopError {
  override readonly name = 'InvalidInput';
}

/** What was named does not exist. */
export class NotFound extends TradeloopError {
  override readonly name = 'NotFound';
}

/** What was asked for contradicts what stands: a link that is held, a candidate decided otherwise. */
export class Conflict extends TradeloopError {
  override readonly name = 'Conflict';
}

/** What was named is not of today: a revision that another took the place of, a patch of what is no more in force. */
export class Stale extends TradeloopError {
  override readonly name = 'Stale';
}

/** What was named, by the beginning of an id or by an id that several accounts have, is more than one thing. */
export class Ambiguous extends TradeloopError {
  override readonly name = 'Ambiguous';
}

/** A costly candidate is implemented only by who accepts its cost. */
export class CostNotAccepted extends TradeloopError {
  override readonly name = 'CostNotAccepted';
}

/** A model that the gate has not blessed is promoted only by who overrides it, and says why. */
export class NotBlessed extends TradeloopError {
  override readonly name = 'NotBlessed';
}

/**
 * A file of a model is not what it was when the model was made; the message names it. It is neither served nor
 * promoted.
 */
export class ModelBroken extends TradeloopError {
  override readonly name = 'ModelBroken';
}

/** The same inputs gave a model other bytes than before. */
export class NotReproducible extends TradeloopError {
  override readonly name = 'NotReproducible';
}

/** The copy of a file to be imported is not in the home's staging folder: whoever has the file hands it in again. */
export class NotStaged extends TradeloopError {
  override readonly name = 'NotStaged';
}

/** The home is held by another process. */
export class HomeHeld extends TradeloopError {
  override readonly name = 'HomeHeld';
}

/** The command needs a running system (`tradeloop up`) and there is none. */
export class NotRunning extends TradeloopError {
  override readonly name = 'NotRunning';
}

/**
 * A process of the running system ends again and again as soon as it is started; the message says which, and what it
 * said.
 */
export class CrashLoop extends TradeloopError {
  override readonly name = 'CrashLoop';
}

/** Something this machine lacks; the message says how to get it. */
export class MissingDependency extends TradeloopError {
  override readonly name = 'MissingDependency';
}

/**
 * A file or folder that cannot be read or written: a full or read-only disk, no permission, a file where a folder
 * should be. It says nothing of the data, and may pass: so it is no TradeloopError. Nothing half-written is left.
 */
export class DiskFault extends Error {
  override readonly name = 'DiskFault';
}

/** The warehouse cannot be read; a rebuild makes it again from the imports and the journal. */
export class WarehouseBroken extends TradeloopError {
  override readonly name = 'WarehouseBroken';
}

/** What was asked for goes on in the running system; who waited for it no longer does. */
export class GoesOn extends TradeloopError {
  override readonly name = 'GoesOn';
}

/**
 * What is stored contradicts itself: a lake file whose hash is not the manifest's, a schema newer than this program.
 */
export class StoreCorrupt extends TradeloopError {
  override readonly name = 'StoreCorrupt';
}
