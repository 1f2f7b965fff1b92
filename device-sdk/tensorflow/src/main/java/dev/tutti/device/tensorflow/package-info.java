/**
 * The trainer that runs plans of the operator with TensorFlow: what a plan may hold, how it is imported, and how one
 * runtime serves many training runs.
 *
 * <p>A plan's graph keeps its promises by these roles ({@link dev.tutti.device.tensorflow.PlanRole}): {@code init}
 * resets every variable, {@code weights_set} assigns the flat vector fed to {@code weights_in}, {@code train} takes one
 * step on a batch, {@code weights_out} reads the flat vector back. Optimiser state lives in the graph's own variables,
 * so it lasts from batch to batch within one training run and never from one run to the next.
 */
@NullMarked
package dev.tutti.device.tensorflow;

import org.jspecify.annotations.NullMarked;
