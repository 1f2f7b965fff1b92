package dev.tutti.simulator;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.transport.Transport;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.simulator.fleet.DisruptionPlan;
import dev.tutti.simulator.fleet.SeededDisruptions;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * In what a simulation differs from what its options ask for.
 *
 * @param disruptions given the plan the options ask for, says which to follow
 * @param timing given the phase limits meant for a person who watches, says which to set
 * @param job given the job's configuration, says which to submit
 * @param enclaves given the enclaves of the fleet in its order, says which the devices have
 * @param network given a device's endpoint, says through which it really speaks
 */
record Circumstances(
        Function<SeededDisruptions, DisruptionPlan> disruptions,
        UnaryOperator<RoundTiming> timing,
        UnaryOperator<JobConfig> job,
        UnaryOperator<List<Enclave>> enclaves,
        UnaryOperator<Transport> network) {
    /** Nothing differs. */
    static final Circumstances AS_ASKED =
            new Circumstances(asAsked -> asAsked, usual -> usual, usual -> usual, usual -> usual, usual -> usual);

    Circumstances withDisruptions(Function<SeededDisruptions, DisruptionPlan> other) {
        return new Circumstances(other, timing, job, enclaves, network);
    }

    Circumstances withTiming(RoundTiming other) {
        return new Circumstances(disruptions, usual -> other, job, enclaves, network);
    }

    Circumstances withJob(UnaryOperator<JobConfig> other) {
        return new Circumstances(disruptions, timing, other, enclaves, network);
    }

    Circumstances withEnclaves(UnaryOperator<List<Enclave>> other) {
        return new Circumstances(disruptions, timing, job, other, network);
    }

    Circumstances withNetwork(UnaryOperator<Transport> other) {
        return new Circumstances(disruptions, timing, job, enclaves, other);
    }
}
