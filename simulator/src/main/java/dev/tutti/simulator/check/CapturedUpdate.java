package dev.tutti.simulator.check;

import dev.tutti.device.train.TrainingOutcome;

/**
 * One device's update in the clear, as it was before masking. Only a simulation has this.
 *
 * @param device index in the fleet, from 0
 * @param baseVersion model version it was trained from
 * @param shuffleSeed seed of the order of its examples
 * @param roundingSeed seed of its stochastic rounding
 * @param outcome what training gave
 */
public record CapturedUpdate(
        int device, long baseVersion, long shuffleSeed, long roundingSeed, TrainingOutcome outcome) {}
